<?php
/**
 * `install-core` {url, title, admin}: WordPress in an empty database; nothing when it is installed already.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function ( array $input ): array {
	define( 'WP_INSTALLING', true );
	$url   = text( $input, 'url' );
	$admin = is_array( $input['admin'] ?? null ) ? $input['admin'] : array();
	boot( (string) parse_url( $url, PHP_URL_HOST ) );
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';

	if ( ! is_blog_installed() ) {
		wp_install( text( $input, 'title' ), text( $admin, 'login' ), text( $admin, 'email' ), false, '', wp_slash( text( $admin, 'password' ) ) );
	}
	update_option( 'siteurl', $url );
	update_option( 'home', $url );
	update_option( 'timezone_string', 'UTC' );

	$user = get_user_by( 'login', text( $admin, 'login' ) );
	return array( 'admin' => $user ? $user->ID : throw new Failure( 'no-admin', 'WordPress was installed without its administrator.' ) );
};
