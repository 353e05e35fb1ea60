<?php
/**
 * The handful of WordPress functions that the pure parts call, in memory.
 *
 * @package Muster
 */

declare(strict_types=1);

define( 'ABSPATH', __DIR__ . '/' );

/** Listeners by hook, for the tests to fill. */
final class Hooks {
	/** @var array<string, callable> */
	public static array $on = array();
}

final class WP_Error {
	public function __construct( public string $code = '', public string $message = '' ) {
	}
}

function apply_filters( string $hook, mixed $value, mixed ...$more ): mixed {
	return isset( Hooks::$on[ $hook ] ) ? ( Hooks::$on[ $hook ] )( $value, ...$more ) : $value;
}
function do_action( string $hook, mixed ...$more ): void {
	if ( isset( Hooks::$on[ $hook ] ) ) {
		( Hooks::$on[ $hook ] )( ...$more );
	}
}
function __( string $text, string $domain = '' ): string {
	return $text;
}
function sanitize_text_field( string $text ): string {
	return trim( (string) preg_replace( '/[\r\n\t ]+/', ' ', strip_tags( $text ) ) );
}
function wp_get_current_user(): object {
	return (object) array( 'ID' => 5, 'user_login' => 'a|b', 'roles' => array( 'pharmacist', 'nurse' ) );
}
function register_activation_hook( string $file, mixed $callback ): void {
}
function add_filter( string $hook, mixed $callback ): void {
}
function add_action( string $hook, callable $callback, int $priority = 10, int $arguments = 1 ): void {
	Hooks::$on[ $hook ] = $callback;
}

/** Where the request is, for the tests to set. */
final class Request {
	public static bool $admin     = false;
	public static bool $logged_in = false;
	public static bool $may       = true;
}
function is_admin(): bool {
	return Request::$admin;
}
function is_user_logged_in(): bool {
	return Request::$logged_in;
}
function current_user_can( string $capability, mixed ...$more ): bool {
	return Request::$may;
}
function absint( mixed $value ): int {
	return abs( (int) $value );
}
function esc_html( string $text ): string {
	return htmlspecialchars( $text );
}
/** Ends the request. */
final class Died extends Exception {
}
function wp_die( string $message, string $title = '', array $arguments = array() ): never {
	throw new Died( (string) ( $arguments['response'] ?? 500 ) );
}

$plugins = dirname( __DIR__, 3 ) . '/drills/sites/clinic-shop/plugins';
require $plugins . '/phi-vault/phi-vault.php';
require $plugins . '/rx-intake/includes/class-fields.php';
require $plugins . '/phi-access-log/includes/interface-log-writer.php';
foreach ( array( 'log-error', 'actor', 'entry', 'chain', 'off-box', 'recorder', 'gate', 'order-changes', 'user-pages' ) as $file ) {
	require "$plugins/phi-access-log/includes/class-$file.php";
}
require dirname( __DIR__, 3 ) . '/images/web/guard.php';
