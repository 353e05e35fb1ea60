<?php
/**
 * Plugin Name:       PHI Access Log
 * Description:       An append-only, hash-chained log of reads and writes of PHI over REST, Store API, My account, wp-admin and the privacy tools, copied off-box. What cannot be logged is not served.
 * Version:           1.0.0
 * Requires at least: 6.5
 * Requires PHP:      8.2
 * Requires Plugins:  phi-vault
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       phi-access-log
 *
 * Settings, as constants of wp-config.php: PHI_ACCESS_LOG_OFFBOX, the off-box file
 * (default /var/log/phi-offbox/access.ndjson, a mount of another machine in production).
 *
 * Not logged, because nothing is served: mail (sent to the patient), carts without an order. Not logged, although it
 * is: the list of users (names, e-mail addresses), one's own profile page, WooCommerce's own exports and reports,
 * changes by scheduled jobs and on the command line that neither decrypt nor delete. Not seen, because WordPress
 * does not run: a database client, a dump, a file download by the web server.
 *
 * @package Phi_Access_Log
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/includes/interface-log-writer.php';
foreach ( array( 'log-error', 'actor', 'entry', 'chain', 'off-box', 'store', 'recorder', 'gate', 'prepared', 'rest-reads', 'order-pages', 'order-changes', 'classic-checkout', 'user-pages', 'privacy-tools', 'vault-reads' ) as $phi_access_log_file ) {
	require_once __DIR__ . "/includes/class-$phi_access_log_file.php";
}
unset( $phi_access_log_file );

register_activation_hook( __FILE__, array( Phi_Access_Log\Store::class, 'create_tables' ) );

/**
 * The recorder of this request: the one place through which everything is logged.
 */
function phi_access_log(): Phi_Access_Log\Recorder {
	static $recorder = null;
	$recorder      ??= new Phi_Access_Log\Recorder(
		new Phi_Access_Log\Store(
			new Phi_Access_Log\Off_Box(
				defined( 'PHI_ACCESS_LOG_OFFBOX' ) ? (string) constant( 'PHI_ACCESS_LOG_OFFBOX' ) : '/var/log/phi-offbox/access.ndjson'
			)
		)
	);
	return $recorder;
}

( new Phi_Access_Log\Rest_Reads( phi_access_log(), new Phi_Access_Log\Prepared() ) )->listen();
$phi_access_log_gate = new Phi_Access_Log\Gate( phi_access_log() );
( new Phi_Access_Log\Order_Pages( phi_access_log(), $phi_access_log_gate ) )->listen();
( new Phi_Access_Log\Order_Changes( $phi_access_log_gate ) )->listen();
( new Phi_Access_Log\Classic_Checkout( $phi_access_log_gate ) )->listen();
( new Phi_Access_Log\User_Pages( phi_access_log(), $phi_access_log_gate ) )->listen();
unset( $phi_access_log_gate );
( new Phi_Access_Log\Privacy_Tools( phi_access_log() ) )->listen();
( new Phi_Access_Log\Vault_Reads( phi_access_log() ) )->listen();
