<?php
/**
 * `mint-session` {login} or {role}: a session as a log-in would make it, without its page.
 *
 * For shops whose log-in asks for more than a password, or whose passwords nobody knows. With a role, the user of
 * it with the lowest id. Returns {login, id, cookies: [{name, value, path}]}; the session lasts an hour.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function ( array $input ): array {
	boot();
	$user = isset( $input['login'] )
		? get_user_by( 'login', text( $input, 'login' ) )
		: ( get_users( array( 'role' => text( $input, 'role' ), 'number' => 1, 'orderby' => 'ID' ) )[0] ?? false );
	if ( ! $user instanceof \WP_User ) {
		throw new Failure( 'no-user', 'There is no such user, or none of this role.' );
	}
	$expires = time() + 3600;
	$token   = \WP_Session_Tokens::get_instance( $user->ID )->create( $expires );
	$admin   = rawurlencode( wp_generate_auth_cookie( $user->ID, $expires, 'secure_auth', $token ) );
	$shop    = rawurlencode( wp_generate_auth_cookie( $user->ID, $expires, 'logged_in', $token ) );
	return array(
		'login'   => $user->user_login,
		'id'      => $user->ID,
		'cookies' => array(
			array( 'name' => SECURE_AUTH_COOKIE, 'value' => $admin, 'path' => ADMIN_COOKIE_PATH ),
			array( 'name' => SECURE_AUTH_COOKIE, 'value' => $admin, 'path' => PLUGINS_COOKIE_PATH ),
			array( 'name' => LOGGED_IN_COOKIE, 'value' => $shop, 'path' => COOKIEPATH ),
		),
	);
};
