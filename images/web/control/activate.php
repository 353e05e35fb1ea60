<?php
/**
 * `activate` {plugin: slug, again?: bool}: activates with hooks and verifies it in the database.
 *
 * A plugin that is active already (as after an import) is only verified, as WordPress does; with `again` its
 * activation hook is fired too. Returns {plugin, file, version, was: active | inactive, hooks: bool}.
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
	if ( ! $was ) {
		$result = activate_plugin( $file );
		if ( $result instanceof \WP_Error ) {
			throw new Failure( 'activation-refused', "WordPress refused to activate $slug: " . $result->get_error_code() . '.' );
		}
	} elseif ( true === ( $input['again'] ?? false ) ) {
		do_action( "activate_$file", false );
	}
	if ( ! in_array( $file, active_plugins(), true ) ) {
		throw new Failure( 'activation-lost', "$slug is not among the active plugins after its activation." );
	}
	return array(
		'plugin'  => $slug,
		'file'    => $file,
		'version' => (string) get_plugins()[ $file ]['Version'],
		'was'     => $was ? 'active' : 'inactive',
		'hooks'   => ! $was || true === ( $input['again'] ?? false ),
	);
};
