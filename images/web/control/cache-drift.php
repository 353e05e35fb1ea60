<?php
/**
 * `cache-drift`: does the object cache know what the database knows? Returns {persistent, compared, stale: {options, users, gone}}.
 *
 * Compares every autoloaded option, the roles of the first users, and asks the cache for users and posts that the
 * database does not have, around the newest ones: after a restore those would be of a later past. What changes while
 * it looks is looked at again. Counts only, never a value. Transients and the schedule are left out: they change by
 * themselves.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

const USERS_COMPARED = 200;
const IDS_BELOW      = 3000;
const IDS_BEYOND     = 300;

/**
 * Names of autoloaded options whose cached value is another one.
 *
 * @return array{int, list<string>} How many were compared, and which differ.
 */
function stale_options(): array {
	global $wpdb;
	$cached  = wp_cache_get( 'alloptions', 'options', true );
	$cached  = is_array( $cached ) ? $cached : array();
	$stale   = array();
	$names   = array_filter( array_keys( $cached ), static fn( string|int $name ): bool => 'cron' !== $name && ! str_contains( (string) $name, '_transient_' ) );
	foreach ( array_chunk( $names, 200 ) as $part ) {
		$marks  = implode( ',', array_fill( 0, count( $part ), '%s' ) );
		$stored = array_column( (array) $wpdb->get_results( $wpdb->prepare( "SELECT option_name, option_value FROM $wpdb->options WHERE option_name IN ($marks)", ...$part ) ), 'option_value', 'option_name' );
		foreach ( $part as $name ) {
			if ( ! array_key_exists( $name, $stored ) || (string) $stored[ $name ] !== (string) $cached[ $name ] ) {
				$stale[] = (string) $name;
			}
		}
	}
	return array( count( $names ), $stale );
}

/**
 * Ids of users whose cached roles are others.
 *
 * @return array{int, list<int>} How many were in the cache, and which differ.
 */
function stale_users(): array {
	global $wpdb;
	$key    = $wpdb->prefix . 'capabilities';
	$rows   = $wpdb->get_results( $wpdb->prepare( "SELECT user_id, meta_value FROM $wpdb->usermeta WHERE meta_key = %s ORDER BY user_id LIMIT %d", $key, USERS_COMPARED ) );
	$seen   = 0;
	$stale  = array();
	foreach ( $rows as $row ) {
		$cached = wp_cache_get( (int) $row->user_id, 'user_meta', true );
		if ( is_array( $cached ) ) {
			++$seen;
			if ( ( $cached[ $key ][0] ?? null ) !== $row->meta_value ) {
				$stale[] = (int) $row->user_id;
			}
		}
	}
	return array( $seen, $stale );
}

/**
 * How many users and posts the cache knows that the database does not have, among the newest numbers and beyond them. A
 * runbook raises the numbers after a restore, and who buys then gets one above: what is gone lies in the gap.
 */
function gone_records(): int {
	global $wpdb;
	$gone = 0;
	foreach ( array( 'users' => $wpdb->users, 'posts' => $wpdb->posts ) as $group => $table ) {
		$last  = (int) $wpdb->get_var( "SELECT COALESCE(MAX(ID), 0) FROM $table" );
		$first = max( 1, $last - IDS_BELOW );
		$there = array_map( 'intval', $wpdb->get_col( $wpdb->prepare( "SELECT ID FROM $table WHERE ID >= %d", $first ) ) );
		$asked = array_values( array_diff( range( $first, $last + IDS_BEYOND ), $there ) );
		$gone += count( array_filter( wp_cache_get_multiple( $asked, $group, true ), static fn( mixed $record ): bool => false !== $record ) );
	}
	return $gone;
}

return static function (): array {
	boot();
	list( $options, $first_options ) = stale_options();
	list( $users, $first_users )     = stale_users();
	$gone                            = gone_records();
	if ( array() !== $first_options || array() !== $first_users || 0 < $gone ) {
		usleep( 300000 );
	}
	return array(
		'persistent' => (bool) wp_using_ext_object_cache(),
		'compared'   => $options + $users,
		'stale'      => array(
			'options' => count( array_intersect( $first_options, array() === $first_options ? array() : stale_options()[1] ) ),
			'users'   => count( array_intersect( $first_users, array() === $first_users ? array() : stale_users()[1] ) ),
			'gone'    => 0 === $gone ? 0 : min( $gone, gone_records() ),
		),
	);
};
