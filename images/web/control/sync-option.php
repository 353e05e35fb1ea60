<?php
/**
 * `sync-option` {name}: makes the object cache's copy of one autoloaded option what the database says. Returns {cached: bool}.
 *
 * For what Muster wrote into the database itself, where WP-CLI would have told the cache; everything else in the
 * cache stays as old as it is. No plugin is loaded.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function ( array $input ): array {
	define( 'WP_INSTALLING', true );
	boot();
	global $wpdb;
	$name   = text( $input, 'name' );
	$cached = wp_cache_get( 'alloptions', 'options', true );
	if ( ! is_array( $cached ) ) {
		return array( 'cached' => false );
	}
	$cached[ $name ] = (string) $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", $name ) );
	wp_cache_set( 'alloptions', $cached, 'options' );
	return array( 'cached' => true );
};
