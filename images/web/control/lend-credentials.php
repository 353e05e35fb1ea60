<?php
/**
 * `lend-credentials` {login}: gives an account what a drill takes away again: an application password and, where the shop
 * has them, an API key of WooCommerce. Returns {applicationPassword, uuid, key: {id, name, secret} | null}.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

/**
 * A new API key of a user that reads what the user may; null where there is no WooCommerce.
 *
 * @param int $user_id The user.
 * @return array{id: int, name: string, secret: string}|null
 */
function api_key( int $user_id ): ?array {
	global $wpdb;
	if ( ! function_exists( 'wc_api_hash' ) || ! function_exists( 'wc_rand_hash' ) ) {
		return null;
	}
	$name   = 'ck_' . wc_rand_hash();
	$secret = 'cs_' . wc_rand_hash();
	$wpdb->insert(
		$wpdb->prefix . 'woocommerce_api_keys',
		array(
			'user_id'         => $user_id,
			'description'     => 'drill',
			'permissions'     => 'read',
			'consumer_key'    => wc_api_hash( $name ),
			'consumer_secret' => $secret,
			'truncated_key'   => substr( $name, -7 ),
		)
	);
	return array( 'id' => (int) $wpdb->insert_id, 'name' => $name, 'secret' => $secret );
}

return static function ( array $input ): array {
	boot();
	$user = get_user_by( 'login', text( $input, 'login' ) );
	if ( ! $user instanceof \WP_User ) {
		throw new Failure( 'no-user', 'There is no such user.' );
	}
	$made = \WP_Application_Passwords::create_new_application_password( $user->ID, array( 'name' => 'lent' ) );
	if ( $made instanceof \WP_Error ) {
		throw new Failure( 'account-refused', 'WordPress refused an application password: ' . $made->get_error_code() . '.' );
	}
	return array( 'applicationPassword' => $made[0], 'uuid' => $made[1]['uuid'], 'key' => api_key( $user->ID ) );
};
