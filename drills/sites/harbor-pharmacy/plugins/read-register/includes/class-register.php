<?php
/**
 * The table and its off-box copy.
 *
 * @package Read_Register
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Read_Register;

/**
 * Appends rows, in the table first and then off-box; a row that is not in both was not registered.
 */
final class Register {

	/**
	 * Makes the table when it is not there. Idempotent.
	 */
	public static function create_table(): void {
		global $wpdb;
		// phpcs:disable WordPress.DB.PreparedSQL, WordPress.DB.DirectDatabaseQuery -- names of tables cannot be placeholders.
		$wpdb->query(
			"CREATE TABLE IF NOT EXISTS {$wpdb->prefix}read_register (
			id bigint unsigned NOT NULL AUTO_INCREMENT,
			request_id varchar(64) NOT NULL,
			user_id bigint unsigned NOT NULL,
			object varchar(64) NOT NULL,
			action varchar(16) NOT NULL,
			read_at bigint unsigned NOT NULL,
			PRIMARY KEY (id),
			KEY request_id (request_id)
			) ENGINE=InnoDB " . $wpdb->get_charset_collate()
		);
		// phpcs:enable
	}

	/**
	 * Registers one read; true when it is in the table and off-box.
	 *
	 * @param string $subject What was read, e.g. `order:12`.
	 */
	public function add( string $subject ): bool {
		global $wpdb;
		$given = isset( $_SERVER['HTTP_X_REQUEST_ID'] ) ? sanitize_text_field( wp_unslash( $_SERVER['HTTP_X_REQUEST_ID'] ) ) : '';
		$row   = array(
			'request_id' => substr( '' === $given ? wp_generate_uuid4() : $given, 0, 64 ),
			'user_id'    => get_current_user_id(),
			'object'     => $subject,
			'action'     => 'read',
			'read_at'    => time(),
		);
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery.DirectQuery -- the plugin's own table.
		if ( 1 !== $wpdb->insert( $wpdb->prefix . 'read_register', $row, array( '%s', '%d', '%s', '%s', '%d' ) ) ) {
			return false;
		}
		return $this->copy( array( 'id' => (int) $wpdb->insert_id ) + $row );
	}

	/**
	 * One line off-box.
	 *
	 * @param array<string, int|string> $row With its number.
	 */
	private function copy( array $row ): bool {
		$line = wp_json_encode( $row ) . "\n";
		// phpcs:ignore WordPress.WP.AlternativeFunctions.file_system_operations_file_put_contents, WordPress.PHP.NoSilencedErrors.Discouraged -- an append-only file outside the web root.
		return strlen( $line ) === @file_put_contents( self::off_box(), $line, FILE_APPEND | LOCK_EX );
	}

	/**
	 * Where the copy lies.
	 */
	public static function off_box(): string {
		return defined( 'READ_REGISTER_OFFBOX' ) ? (string) constant( 'READ_REGISTER_OFFBOX' ) : '/var/log/phi-offbox/register.ndjson';
	}
}
