<?php
/**
 * `purge-sessions`: ends every session. Returns {users, shopSessions, carts}, the numbers removed.
 *
 * Log-ins (usermeta session_tokens), shop sessions with their carts and guest addresses, persistent carts, caches.
 * A Cart-Token outlives it, but its cart is gone. Application passwords and API keys are not sessions.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function (): array {
	boot();
	global $wpdb;
	$sessions = $wpdb->prefix . 'woocommerce_sessions';
	$has      = null !== $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $sessions ) ) );
	$removed  = array(
		'users'        => (int) $wpdb->query( "DELETE FROM $wpdb->usermeta WHERE meta_key = 'session_tokens'" ),
		'shopSessions' => $has ? (int) $wpdb->query( "DELETE FROM $sessions" ) : 0,
		'carts'        => (int) $wpdb->query( "DELETE FROM $wpdb->usermeta WHERE meta_key LIKE '\\_woocommerce\\_persistent\\_cart\\_%'" ),
	);
	if ( '' !== $wpdb->last_error ) {
		throw new Failure( 'database', 'The database refused to remove the sessions.' );
	}
	wp_cache_flush();
	return $removed;
};
