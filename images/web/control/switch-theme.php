<?php
/**
 * `switch-theme` {theme: slug}: makes an installed theme the active one. Returns {theme, version}.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function ( array $input ): array {
	boot();
	$slug  = text( $input, 'theme' );
	$theme = wp_get_theme( $slug );
	if ( ! $theme->exists() || $theme->errors() instanceof \WP_Error ) {
		throw new Failure( 'theme-missing', "The theme $slug is not in wp-content/themes, or is not whole." );
	}
	switch_theme( $slug );
	return array( 'theme' => $slug, 'version' => (string) $theme->get( 'Version' ) );
};
