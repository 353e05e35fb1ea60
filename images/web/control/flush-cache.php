<?php
/**
 * `flush-cache`: empties the object cache and removes transients, except those of an external object cache. Returns {transients}.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function (): array {
	boot();
	global $wpdb;
	$transients = (int) $wpdb->query( "DELETE FROM $wpdb->options WHERE option_name LIKE '\\_transient\\_%' OR option_name LIKE '\\_site\\_transient\\_%'" );
	wp_cache_flush();
	return array( 'transients' => $transients );
};
