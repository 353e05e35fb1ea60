/** Where the gate lies while the site is in emergency mode. WordPress loads must-use plugins before all others. */
export const gateFile = '/var/www/html/wp-content/mu-plugins/000-emergency-mode.php';

/**
 * A must-use plugin that serves one account, and that read-only; everybody else gets 503. What WordPress does not serve
 * (files of the web server) it cannot close. `login` is a checked name: lower-case letters, digits and dashes.
 */
export function emergencyGate(login: string): string {
  return `<?php
/* Plugin Name: Emergency mode. Serves ${login} read-only, and nobody else. Remove this file to end it. */
defined( 'ABSPATH' ) || exit;
if ( PHP_SAPI === 'cli' ) {
	return;
}
function emergency_mode_refuses(): bool {
	return '${login}' !== wp_get_current_user()->user_login || ! in_array( $_SERVER['REQUEST_METHOD'] ?? '', array( 'GET', 'HEAD' ), true );
}
function emergency_mode_stop(): never {
	nocache_headers();
	wp_die( 'This site is in emergency mode.', 'Emergency mode', array( 'response' => 503 ) );
}
// Nobody else logs in.
add_filter( 'authenticate', static fn( $user ) => $user instanceof WP_User && '${login}' !== $user->user_login ? new WP_Error( 'emergency_mode', 'This site is in emergency mode.' ) : $user, 1000 );
add_filter( 'xmlrpc_enabled', '__return_false' );
// Scripts other than the front page, wp-admin and the log-in page serve nobody.
add_action( 'init', static function (): void {
	$script = basename( $_SERVER['SCRIPT_FILENAME'] ?? '' );
	if ( ! is_admin() && ! in_array( $script, array( 'index.php', 'wp-login.php' ), true ) ) {
		emergency_mode_stop();
	}
}, 0 );
add_action( 'admin_init', static fn() => emergency_mode_refuses() && emergency_mode_stop(), 0 );
// REST knows who asks only later.
add_action( 'parse_request', static fn( $wp ) => empty( $wp->query_vars['rest_route'] ) && emergency_mode_refuses() && emergency_mode_stop(), 0 );
add_filter( 'rest_authentication_errors', static fn( $error ) => emergency_mode_refuses() ? new WP_Error( 'emergency_mode', 'This site is in emergency mode.', array( 'status' => 503 ) ) : $error, 1000 );
`;
}
