<?php
/**
 * `plugins`: what WordPress loads. Returns {active: [{slug, file, name, version, requires, present}], mustUse, dropIns}.
 *
 * `active` is in stored order, which is the order of loading; `present` is false for a plugin whose files are
 * missing, which WordPress passes over in silence.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function (): array {
	boot();
	$known    = get_plugins();
	$describe = static fn( string $file ): array => array(
		'slug'     => dirname( $file ),
		'file'     => $file,
		'name'     => (string) ( $known[ $file ]['Name'] ?? '' ),
		'version'  => (string) ( $known[ $file ]['Version'] ?? '' ),
		'requires' => array_values( array_filter( array_map( 'trim', explode( ',', (string) ( $known[ $file ]['RequiresPlugins'] ?? '' ) ) ) ) ),
		'present'  => isset( $known[ $file ] ),
	);
	$loose    = static fn( array $plugins ): array => array_map(
		static fn( string|int $file, array $plugin ): array => array( 'file' => (string) $file, 'name' => (string) $plugin['Name'], 'version' => (string) $plugin['Version'] ),
		array_keys( $plugins ),
		array_values( $plugins )
	);
	return array(
		'active'  => array_map( $describe, active_plugins() ),
		'mustUse' => $loose( get_mu_plugins() ),
		'dropIns' => $loose( get_dropins() ),
	);
};
