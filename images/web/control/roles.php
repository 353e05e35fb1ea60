<?php
/**
 * `roles`: who may do what, in canonical form. Returns {roles: {role: {cap: bool}}, users: {login: {cap: bool}}}.
 *
 * An explicit false is a denial and is kept. A user's own capabilities contain the names of their roles. Read
 * from the database, not through filters.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

$canonical = static function ( mixed $capabilities ): object {
	$flags = array_map( static fn( mixed $granted ): bool => (bool) $granted, is_array( $capabilities ) ? $capabilities : array() );
	ksort( $flags );
	return (object) $flags;
};

return static function () use ( $canonical ): array {
	boot();
	global $wpdb;
	$stored = maybe_unserialize( $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", $wpdb->prefix . 'user_roles' ) ) );
	$roles  = array();
	foreach ( is_array( $stored ) ? $stored : array() as $name => $role ) {
		$roles[ $name ] = $canonical( $role['capabilities'] ?? null );
	}
	ksort( $roles );
	$users = array();
	$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT u.user_login, m.meta_value FROM $wpdb->users u LEFT JOIN $wpdb->usermeta m ON m.user_id = u.ID AND m.meta_key = %s ORDER BY u.user_login", $wpdb->prefix . 'capabilities' ) );
	foreach ( $rows as $row ) {
		$users[ $row->user_login ] = $canonical( maybe_unserialize( $row->meta_value ) );
	}
	return array( 'roles' => (object) $roles, 'users' => (object) $users );
};
