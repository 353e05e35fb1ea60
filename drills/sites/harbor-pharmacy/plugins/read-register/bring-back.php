<?php
/**
 * After a restore: inserts what the off-box copy has and the table has not, exactly as it was. Command line only.
 *
 * @package Read_Register
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Read_Register;

if ( 'cli' !== PHP_SAPI ) {
	exit( 1 );
}
define( 'WP_INSTALLING', true );
require_once dirname( __DIR__, 3 ) . '/wp-load.php';
require_once __DIR__ . '/includes/class-register.php';

global $wpdb;
// phpcs:disable WordPress.DB.DirectDatabaseQuery -- the plugin's own table.
$read_register_newest = (int) $wpdb->get_var( "SELECT COALESCE(MAX(id), 0) FROM {$wpdb->prefix}read_register" );
// phpcs:ignore WordPress.WP.AlternativeFunctions.file_system_operations_fopen -- read line by line.
$read_register_file = fopen( Register::off_box(), 'r' );
if ( false === $read_register_file ) {
	exit( 2 );
}
$read_register_count = 0;
while ( ! feof( $read_register_file ) ) {
	$read_register_line = (string) fgets( $read_register_file );
	$read_register_row = json_decode( $read_register_line, true );
	if ( ! is_array( $read_register_row ) || (int) ( $read_register_row['id'] ?? 0 ) <= $read_register_newest ) {
		continue;
	}
	if ( 1 !== $wpdb->insert( $wpdb->prefix . 'read_register', $read_register_row, array( '%d', '%s', '%d', '%s', '%s', '%d' ) ) ) {
		exit( 3 );
	}
	++$read_register_count;
}
echo (int) $read_register_count, " rows brought back\n";
