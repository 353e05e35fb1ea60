<?php
/**
 * `deactivate` {plugin: slug}: deactivates with hooks and verifies it in the database. Returns {plugin, was}.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function ( array $input ): array {
	boot();
	$slug = text( $input, 'plugin' );
	$file = plugin_file( $slug );
	$was  = in_array( $file, active_plugins(), true );
	deactivate_plugins( $file );
	if ( in_array( $file, active_plugins(), true ) ) {
		throw new Failure( 'deactivation-lost', "$slug is still among the active plugins." );
	}
	return array( 'plugin' => $slug, 'was' => $was ? 'active' : 'inactive' );
};
