<?php
/**
 * The guard: runs before every PHP file of the mirror's web service (auto_prepend_file, Apache and CLI), outside
 * the web root, so that no restore can take it away. It fills $wp_filter before WordPress exists, which
 * WordPress turns into hooks (WP_Hook::build_preinitialized_hooks).
 *
 * Nothing leaves the mirror through WordPress: mail is captured, outgoing HTTP refused, WP-Cron, Action Scheduler
 * and webhooks are silent. Every attempt is one line {at, kind, …} of guard.ndjson, without any content. Changes
 * no row of the database and no file of the web root. When the line cannot be written, the attempt is refused
 * all the same: mail is then not reported as sent.
 *
 * Does not see: mail() and sockets opened by PHP itself. The mirror's network and name server stop those.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Guard;

/**
 * Appends one line; true when it is written.
 *
 * @param string                    $kind One of mail, http, cron, scheduler, webhook.
 * @param array<string, int|string> $more Counts and names, never content.
 */
function note( string $kind, array $more = array() ): bool {
	$path = getenv( 'MUSTER_GUARD_LOG' ) ?: '/var/log/muster/guard.ndjson';
	$at   = ( new \DateTimeImmutable( 'now', new \DateTimeZone( 'UTC' ) ) )->format( 'Y-m-d\TH:i:s.v\Z' );
	$line = json_encode( array( 'at' => $at, 'kind' => $kind ) + $more, JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE ) . "\n";
	return strlen( $line ) === @file_put_contents( $path, $line, FILE_APPEND | LOCK_EX );
}

/**
 * Captures a mail: WordPress is told that it was sent only when the line is written.
 *
 * @param mixed $sent Unused.
 * @param mixed $mail The arguments of wp_mail().
 */
function mail( mixed $sent, mixed $mail ): bool {
	$mail = is_array( $mail ) ? $mail : array();
	$to   = is_array( $mail['to'] ?? '' ) ? implode( ',', $mail['to'] ) : (string) ( $mail['to'] ?? '' );
	foreach ( is_array( $mail['headers'] ?? '' ) ? $mail['headers'] : explode( "\n", (string) ( $mail['headers'] ?? '' ) ) as $header ) {
		if ( is_string( $header ) && 1 === preg_match( '/^b?cc:(.*)/i', trim( $header ), $found ) ) {
			$to .= ',' . $found[1];
		}
	}
	$recipients = count( array_filter( array_map( 'trim', explode( ',', $to ) ) ) );
	$message    = $mail['message'] ?? '';
	return note( 'mail', array( 'recipients' => $recipients, 'bytes' => is_string( $message ) ? strlen( $message ) : 0 ) );
}

/**
 * Refuses outgoing HTTP.
 *
 * @param mixed $answer    Unused.
 * @param mixed $arguments Unused.
 * @param mixed $url       Only its host is noted.
 */
function http( mixed $answer, mixed $arguments, mixed $url ): \WP_Error {
	$host = parse_url( is_string( $url ) ? $url : '', PHP_URL_HOST );
	note( 'http', array( 'host' => is_string( $host ) ? $host : '' ) );
	return new \WP_Error( 'http_request_failed', 'Outgoing HTTP is refused in the mirror.' );
}

/**
 * No scheduled event is ever ready. What WordPress would have started is noted, once a minute as it would have.
 *
 * @return array<int, mixed> None.
 */
function cron(): array {
	$due = array_key_first( _get_cron_array() );
	if ( is_int( $due ) && $due <= time() ) {
		$mark = sys_get_temp_dir() . '/muster-guard-cron';
		if ( (int) @filemtime( $mark ) < time() - 60 && @touch( $mark ) ) {
			note( 'cron' );
		}
	}
	return array();
}

/**
 * The queue is not run, whoever asks.
 */
function queue(): void {
	note( 'scheduler' );
	remove_all_actions( 'action_scheduler_run_queue' );
}

/**
 * Takes the asynchronous runner off the end of the request, before it takes its lock in the database.
 */
function runner(): void {
	$runner = class_exists( 'ActionScheduler' ) ? \ActionScheduler::runner() : null;
	if ( is_object( $runner ) && method_exists( $runner, 'unhook_dispatch_async_request' ) ) {
		$runner->unhook_dispatch_async_request();
	}
}

/**
 * No webhook is delivered.
 *
 * @param mixed $deliver What the shop decided.
 */
function webhook( mixed $deliver ): bool {
	if ( $deliver ) {
		note( 'webhook' );
	}
	return false;
}

foreach (
	array(
		array( 'pre_wp_mail', 'mail', 2, PHP_INT_MAX ),
		array( 'pre_http_request', 'http', 3, PHP_INT_MAX ),
		array( 'pre_get_ready_cron_jobs', 'cron', 0, PHP_INT_MAX ),
		array( 'action_scheduler_run_queue', 'queue', 0, PHP_INT_MIN ),
		array( 'action_scheduler_init', 'runner', 0, PHP_INT_MAX ),
		array( 'woocommerce_webhook_should_deliver', 'webhook', 1, PHP_INT_MAX ),
	) as list( $hook, $function, $arguments, $priority )
) {
	$GLOBALS['wp_filter'][ $hook ][ $priority ][] = array(
		'accepted_args' => $arguments,
		'function'      => __NAMESPACE__ . '\\' . $function,
	);
}
$GLOBALS['wp_filter']['action_scheduler_allow_async_request_runner'][ PHP_INT_MAX ][] = array(
	'accepted_args' => 0,
	'function'      => static fn(): bool => false,
);
unset( $hook, $function, $arguments, $priority );
if ( is_file( '/run/muster/web/gateway' ) ) {
	require_once __DIR__ . '/gateway-stub.php';
}
