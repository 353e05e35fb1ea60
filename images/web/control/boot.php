<?php
/**
 * What every verb needs: WordPress itself, and careful reading of the input.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

/** What stands before the password hash of an account that was locked; src/model/account-lock.ts has the same. */
const LOCK = '!locked!';

/**
 * Loads WordPress with its active plugins, as an HTTPS request to the site would.
 *
 * @param string $host The site's host; any name will do once the site is installed.
 */
function boot( string $host = 'localhost' ): void {
	$root = getenv( 'MUSTER_WEB_ROOT' ) ?: '/var/www/html';
	if ( ! is_file( "$root/wp-load.php" ) || ! is_file( "$root/wp-config.php" ) ) {
		throw new Failure( 'no-core', 'The web root has no WordPress with a wp-config.php.' );
	}
	$_SERVER += array(
		'HTTP_HOST'       => $host,
		'SERVER_NAME'     => $host,
		'HTTPS'           => 'on',
		'REQUEST_METHOD'  => 'GET',
		'REQUEST_URI'     => '/',
		'SERVER_PROTOCOL' => 'HTTP/1.1',
		'REMOTE_ADDR'     => '127.0.0.1',
	);
	// WordPress expects its files to be loaded in the global scope.
	foreach ( array( 'wp', 'wp_query', 'wp_the_query', 'wp_rewrite', 'wpdb', 'wp_version', 'wp_roles', 'pagenow', 'table_prefix', 'current_site', 'wp_plugin_paths', 'wp_db_version', 'wp_locale', 'wp_filesystem' ) as $name ) {
		global $$name;
	}
	// A restore works on a closed shop: visitors get 503 while `.maintenance` is there, this script does not.
	$GLOBALS['wp_filter']['enable_maintenance_mode'][10][] = array(
		'accepted_args' => 0,
		'function'      => static fn(): bool => false,
	);
	require_once "$root/wp-load.php";
	if ( ! wp_installing() && ! is_blog_installed() ) {
		throw new Failure( 'not-installed', 'WordPress is not installed in this database.' );
	}
	require_once ABSPATH . 'wp-admin/includes/admin.php';
}

/**
 * A text of the input.
 *
 * @param array<mixed> $input The input or a part of it.
 * @param string       $name  Its name.
 */
function text( array $input, string $name ): string {
	$value = $input[ $name ] ?? null;
	return is_string( $value ) && '' !== $value ? $value : throw new Failure( 'bad-input', "$name must be a text." );
}

/**
 * A list of objects of the input.
 *
 * @param array<mixed> $input The input.
 * @param string       $name  Its name.
 * @return list<array<mixed>>
 */
function objects( array $input, string $name ): array {
	$value = $input[ $name ] ?? null;
	if ( ! is_array( $value ) || array_filter( $value, 'is_array' ) !== $value ) {
		throw new Failure( 'bad-input', "$name must be a list of objects." );
	}
	return array_values( $value );
}

/**
 * The main file of an installed plugin, e.g. `phi-vault/phi-vault.php`.
 *
 * @param string $slug Its folder.
 */
function plugin_file( string $slug ): string {
	wp_cache_delete( 'plugins', 'plugins' );
	foreach ( array_keys( get_plugins() ) as $file ) {
		if ( dirname( (string) $file ) === $slug ) {
			return (string) $file;
		}
	}
	throw new Failure( 'plugin-files-missing', "The folder of plugin $slug is not in wp-content/plugins, or has no plugin in it." );
}

/**
 * The active plugins as the database has them, in stored order.
 *
 * @return list<string>
 */
function active_plugins(): array {
	global $wpdb;
	$stored = maybe_unserialize( $wpdb->get_var( "SELECT option_value FROM $wpdb->options WHERE option_name = 'active_plugins'" ) );
	return is_array( $stored ) ? array_values( array_map( 'strval', $stored ) ) : array();
}
