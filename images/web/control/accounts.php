<?php
/**
 * `accounts` {accounts: [{login, role, password, email, application_password}]}: creates or updates them.
 *
 * Returns [{login, id, applicationPassword}]; the last is '' where none was asked for. An earlier application
 * password of this script is replaced.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

$ensure = static function ( array $account ): array {
	$login = text( $account, 'login' );
	$role  = text( $account, 'role' );
	if ( null === get_role( $role ) ) {
		throw new Failure( 'unknown-role', "There is no role $role: activate the plugin that creates it first." );
	}
	$known = get_user_by( 'login', $login );
	$data  = array(
		'user_login' => $login,
		'user_pass'  => text( $account, 'password' ),
		'user_email' => text( $account, 'email' ),
		'role'       => $role,
	);
	$id    = $known ? wp_update_user( array( 'ID' => $known->ID ) + $data ) : wp_insert_user( $data );
	if ( $id instanceof \WP_Error ) {
		throw new Failure( 'account-refused', 'WordPress refused an account: ' . $id->get_error_code() . '.' );
	}
	return array( 'login' => $login, 'id' => $id, 'applicationPassword' => true === ( $account['application_password'] ?? false ) ? application_password( $id ) : '' );
};

/**
 * A new application password of a user.
 *
 * @param int $id The user.
 */
function application_password( int $id ): string {
	foreach ( \WP_Application_Passwords::get_user_application_passwords( $id ) as $old ) {
		if ( 'muster' === $old['name'] ) {
			\WP_Application_Passwords::delete_application_password( $id, $old['uuid'] );
		}
	}
	$made = \WP_Application_Passwords::create_new_application_password( $id, array( 'name' => 'muster' ) );
	return $made instanceof \WP_Error ? throw new Failure( 'account-refused', 'WordPress refused an application password: ' . $made->get_error_code() . '.' ) : $made[0];
}

return static function ( array $input ) use ( $ensure ): array {
	boot();
	add_filter( 'send_password_change_email', '__return_false' );
	add_filter( 'send_email_change_email', '__return_false' );
	return array_map( $ensure, objects( $input, 'accounts' ) );
};
