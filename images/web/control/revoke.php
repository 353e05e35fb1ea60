<?php
/**
 * `revoke` {entries: [{what, login?, role?, uuid?, key?}]}: takes away what the entries name, again where it came back.
 *
 * - account: locked as `passwd -l` does it, its sessions and application passwords gone; it keeps its orders and its name.
 * - role: that role of the account. - application-password: that one. - api-key: that row of WooCommerce's keys.
 *
 * Returns {revoked, already, unknown}: taken away now, gone before, and naming an account or table that is not there.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

/**
 * Locks an account; false when it was.
 *
 * @param \WP_User $user The account.
 */
function lock_account( \WP_User $user ): bool {
	global $wpdb;
	\WP_Session_Tokens::get_instance( $user->ID )->destroy_all();
	\WP_Application_Passwords::delete_all_application_passwords( $user->ID );
	delete_user_meta( $user->ID, '_locked_application_passwords' );
	if ( str_starts_with( $user->user_pass, LOCK ) ) {
		return false;
	}
	$wpdb->update( $wpdb->users, array( 'user_pass' => LOCK . $user->user_pass ), array( 'ID' => $user->ID ) );
	clean_user_cache( $user );
	return true;
}

/**
 * Removes one of WooCommerce's keys; null when this shop has no such table.
 *
 * @param int $key Its number.
 */
function drop_key( int $key ): ?bool {
	global $wpdb;
	$keys = $wpdb->prefix . 'woocommerce_api_keys';
	return null === $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $keys ) ) ) ? null : 0 < (int) $wpdb->delete( $keys, array( 'key_id' => $key ) );
}

/**
 * Takes one thing away: true when it was there, false when it was gone already, null when nothing of it is known here.
 *
 * @param array<mixed> $entry The entry.
 */
function take_away( array $entry ): ?bool {
	$what = text( $entry, 'what' );
	if ( 'api-key' === $what ) {
		return drop_key( (int) ( $entry['key'] ?? 0 ) );
	}
	$user = get_user_by( 'login', text( $entry, 'login' ) );
	if ( ! $user instanceof \WP_User ) {
		return null;
	}
	if ( 'account' === $what ) {
		return lock_account( $user );
	}
	if ( 'role' === $what ) {
		$had = in_array( text( $entry, 'role' ), $user->roles, true );
		$user->remove_role( text( $entry, 'role' ) );
		return $had;
	}
	if ( 'application-password' === $what ) {
		return true === \WP_Application_Passwords::delete_application_password( $user->ID, text( $entry, 'uuid' ) );
	}
	throw new Failure( 'bad-input', 'what must be account, role, application-password or api-key.' );
}

return static function ( array $input ): array {
	boot();
	$done = array_map( take_away( ... ), objects( $input, 'entries' ) );
	wp_cache_flush();
	return array(
		'revoked' => count( array_filter( $done, static fn( ?bool $one ): bool => true === $one ) ),
		'already' => count( array_filter( $done, static fn( ?bool $one ): bool => false === $one ) ),
		'unknown' => count( array_filter( $done, 'is_null' ) ),
	);
};
