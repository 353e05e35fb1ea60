<?php
/**
 * `versions`: returns {wordpress, php, database, commerce: {slug, version} | null}.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function (): array {
	boot();
	global $wpdb;
	$commerce = null;
	foreach ( active_plugins() as $file ) {
		if ( in_array( dirname( $file ), array( 'woocommerce', 'order-desk' ), true ) ) {
			$commerce = array( 'slug' => dirname( $file ), 'version' => (string) ( get_plugins()[ $file ]['Version'] ?? '' ) );
		}
	}
	return array(
		'wordpress' => get_bloginfo( 'version' ),
		'php'       => PHP_VERSION,
		'database'  => (string) $wpdb->get_var( 'SELECT VERSION()' ),
		'commerce'  => $commerce,
	);
};
