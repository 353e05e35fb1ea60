<?php
/**
 * REST and Store API.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

use Automattic\WooCommerce\StoreApi\Exceptions\RouteException;

/**
 * Logs what controllers prepared, after the callback and before the answer leaves. Whatever is prepared is
 * noted by its own id, so that `_fields`, batches and new versions of a route make no difference.
 */
final class Rest_Reads {

	private const STORE_ROUTE = '#^/wc/store(?:/v\d+)?/(checkout|order)(?:/(\d+))?$#D';
	private const PHI_ROUTE   = '#^/wc(?:/v\d+|-analytics)/(orders|customers)(?:/(\d+))?#';
	private const USER_ROUTE  = '#^/wp/v2/users(?:/(\d+))?#';

	/**
	 * Listens on WordPress's and WooCommerce's own hooks.
	 *
	 * @param Recorder $recorder Logs.
	 * @param Prepared $prepared Notes what controllers prepare.
	 */
	public function __construct( private readonly Recorder $recorder, private readonly Prepared $prepared ) {
	}

	/**
	 * Adds the hooks.
	 */
	public function listen(): void {
		$this->prepared->listen();
		add_action( 'woocommerce_store_api_checkout_update_order_from_request', array( $this, 'before_checkout' ), 1 );
		add_filter( 'rest_request_after_callbacks', array( $this, 'after_callback' ), PHP_INT_MAX, 3 );
		add_filter( 'rest_post_dispatch', array( $this, 'after_dispatch' ), PHP_INT_MAX, 3 );
	}

	/**
	 * Logs the write before a checkout stores PHI.
	 *
	 * @param \WC_Order $order The draft.
	 * @throws RouteException 503 when it cannot be logged.
	 */
	public function before_checkout( \WC_Order $order ): void {
		try {
			$this->recorder->record( new Entry( 'write', 'order:' . $order->get_id(), 'store-api' ) );
		} catch ( Log_Error ) {
			throw new RouteException( 'phi_access_log_unavailable', esc_html( Log_Error::public_message() ), 503 );
		}
	}

	/**
	 * Logs what the callback prepared or refused; refuses the answer when that fails.
	 *
	 * @param mixed            $response A response or WP_Error.
	 * @param mixed            $handler  Unused.
	 * @param \WP_REST_Request $request  The request, also of an inner dispatch.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public function after_callback( mixed $response, mixed $handler, \WP_REST_Request $request ): mixed {
		$status   = $this->status( $response );
		$subjects = $this->prepared->take();
		$entries  = $status < 400 ? $this->served( $subjects, $response, $request ) : $this->refused( $status, $request );
		return $this->log( $entries ) ? $response : new \WP_Error( 'phi_access_log_unavailable', Log_Error::public_message(), array( 'status' => 503 ) );
	}

	/**
	 * Logs a refusal that came before any callback, e.g. of a wrong application password.
	 *
	 * @param mixed            $response A response.
	 * @param mixed            $server   Unused.
	 * @param \WP_REST_Request $request  The outer request.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public function after_dispatch( mixed $response, mixed $server, \WP_REST_Request $request ): mixed {
		return $this->log( $this->refused( $this->status( $response ), $request ) )
			? $response
			: new \WP_REST_Response(
				array(
					'code'    => 'phi_access_log_unavailable',
					'message' => Log_Error::public_message(),
					'data'    => array( 'status' => 503 ),
				),
				503
			);
	}

	/**
	 * What a successful answer shows or changed.
	 *
	 * @param list<string>     $subjects What controllers prepared for it.
	 * @param mixed            $response The answer.
	 * @param \WP_REST_Request $request  The request.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 * @return list<Entry>
	 */
	private function served( array $subjects, mixed $response, \WP_REST_Request $request ): array {
		$action  = match ( $request->get_method() ) {
			'GET', 'HEAD', 'OPTIONS' => 'read',
			'DELETE' => 'erase',
			default => 'write',
		};
		$channel = 'rest';
		if ( 1 === preg_match( self::STORE_ROUTE, $request->get_route(), $parts ) ) {
			$channel = 'store-api';
			$data    = $response instanceof \WP_REST_Response ? $response->get_data() : null;
			$id      = isset( $parts[2] ) ? (int) $parts[2] : (int) ( is_array( $data ) ? $data['order_id'] ?? 0 : 0 );
			if ( $id > 0 ) {
				$subjects[] = "order:$id";
			}
		}
		return array_map( static fn( string $subject ): Entry => new Entry( $action, $subject, $channel ), $subjects );
	}

	/**
	 * What was asked for in vain.
	 *
	 * @param int              $status  Only 401 and 403 are refusals.
	 * @param \WP_REST_Request $request The request.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 * @return list<Entry>
	 */
	private function refused( int $status, \WP_REST_Request $request ): array {
		if ( 401 !== $status && 403 !== $status ) {
			return array();
		}
		$route = $request->get_route();
		if ( 1 === preg_match( self::PHI_ROUTE, $route, $parts ) ) {
			$kind = 'orders' === $parts[1] ? 'order' : 'user';
			return array( new Entry( 'denied', "$kind:" . ( $parts[2] ?? '*' ), 'rest' ) );
		}
		if ( 'edit' === $request['context'] && 1 === preg_match( self::USER_ROUTE, $route, $parts ) ) {
			return array( new Entry( 'denied', 'user:' . ( $parts[1] ?? '*' ), 'rest' ) );
		}
		if ( 1 === preg_match( self::STORE_ROUTE, $route, $parts ) && isset( $parts[2] ) ) {
			return array( new Entry( 'denied', "order:$parts[2]", 'store-api' ) );
		}
		return array();
	}

	/**
	 * True when everything of this request is logged.
	 *
	 * @param list<Entry> $entries What to log.
	 */
	private function log( array $entries ): bool {
		try {
			$this->recorder->record( ...$entries );
			return ! $this->recorder->has_failed();
		} catch ( Log_Error ) {
			return false;
		}
	}

	/**
	 * The status that the answer will have.
	 *
	 * @param mixed $response A response or WP_Error.
	 */
	private function status( mixed $response ): int {
		if ( $response instanceof \WP_Error ) {
			$data = $response->get_error_data();
			return (int) ( is_array( $data ) ? $data['status'] ?? 500 : 500 );
		}
		return $response instanceof \WP_REST_Response ? $response->get_status() : 200;
	}
}
