<?php
/**
 * `rewrite-rules`: makes the rules of the permalinks anew, in the database and in .htaccess. Returns {rules}.
 *
 * A process of its own: the plugins' endpoints are known only to a WordPress that started with its permalinks.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function (): array {
	boot();
	global $wp_rewrite;
	add_filter( 'got_rewrite', '__return_true' ); // There is no Apache to ask on the command line.
	flush_rewrite_rules( true );
	if ( ! is_file( ABSPATH . '.htaccess' ) ) {
		throw new Failure( 'no-htaccess', 'The .htaccess of the web root could not be written.' );
	}
	return array( 'rules' => count( (array) $wp_rewrite->wp_rewrite_rules() ) );
};
