<?php
/**
 * Constants that WordPress defines at run time, for PHPStan.
 *
 * @package Muster
 */

declare(strict_types=1);

// Nowhere: WordPress itself is not needed.
define( 'ABSPATH', __DIR__ . '/wordpress/' );
foreach ( array( 'DB_HOST', 'DB_NAME', 'DB_PASSWORD', 'DB_USER' ) as $name ) {
	define( $name, getenv( $name ) ?: $name );
}
define( 'ARRAY_A', 'ARRAY_A' );
define( 'EP_PAGES', 4096 );
define( 'DAY_IN_SECONDS', 86400 );
define( 'MINUTE_IN_SECONDS', 60 );
define( 'ADMIN_COOKIE_PATH', '' );
define( 'PLUGINS_COOKIE_PATH', '' );
define( 'COOKIEPATH', '' );
define( 'SECURE_AUTH_COOKIE', '' );
define( 'LOGGED_IN_COOKIE', '' );
