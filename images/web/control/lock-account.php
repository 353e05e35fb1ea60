<?php
/**
 * `lock-account` {login, locked: bool}: locks an account as `passwd -l` does it, or opens it again. Returns {was: locked | open}.
 *
 * Password and application passwords stay what they were, out of use; its sessions end either way.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function ( array $input ): array {
	boot();
	global $wpdb;
	$user = get_user_by( 'login', text( $input, 'login' ) );
	if ( ! $user instanceof \WP_User ) {
		throw new Failure( 'no-user', 'There is no such user.' );
	}
	$lock = true === ( $input['locked'] ?? null );
	$was  = str_starts_with( $user->user_pass, LOCK );
	$keys = array( '_application_passwords', '_locked_application_passwords' );
	if ( $was !== $lock ) {
		$wpdb->update( $wpdb->users, array( 'user_pass' => $lock ? LOCK . $user->user_pass : substr( $user->user_pass, strlen( LOCK ) ) ), array( 'ID' => $user->ID ) );
		$wpdb->update( $wpdb->usermeta, array( 'meta_key' => $keys[ (int) $lock ] ), array( 'user_id' => $user->ID, 'meta_key' => $keys[ (int) ! $lock ] ) );
	}
	\WP_Session_Tokens::get_instance( $user->ID )->destroy_all();
	clean_user_cache( $user );
	wp_cache_delete( $user->ID, 'user_meta' );
	return array( 'was' => $was ? 'locked' : 'open' );
};
