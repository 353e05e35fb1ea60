<?php
/**
 * Orders in REST.
 *
 * @package Rx_Intake
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Rx_Intake;

/**
 * Takes `_rx_*` out of every order, also in lists and webhooks; adds `rx` to one order that a user with
 * `read_prescriptions` asks for.
 */
final class Rest_Output {

	private const ONE_ORDER = '#^/wc/v[23]/orders/\d+$#D';

	/**
	 * Adds the hook.
	 */
	public static function listen(): void {
		add_filter( 'woocommerce_rest_prepare_shop_order_object', array( self::class, 'prepare' ), PHP_INT_MAX, 3 );
	}

	/**
	 * The answer without ciphertext, with the prescription where it is due.
	 *
	 * @param \WP_REST_Response $response Of one order.
	 * @param mixed             $order    The order.
	 * @param \WP_REST_Request  $request  The request.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function prepare( \WP_REST_Response $response, mixed $order, \WP_REST_Request $request ): \WP_REST_Response {
		$data = $response->get_data();
		if ( is_array( $data['meta_data'] ?? null ) ) {
			$data['meta_data'] = array_values( array_filter( $data['meta_data'], array( self::class, 'is_harmless' ) ) );
		}
		if ( $order instanceof \WC_Order && self::is_due( $request ) ) {
			try {
				$rx = Prescription::read( $order );
			} catch ( \RuntimeException $error ) {
				error_log( $error->getMessage() ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the operator must see it.
				return self::unavailable();
			}
			if ( array() !== $rx ) {
				$data['rx'] = $rx;
			}
		}
		$response->set_data( $data );
		return $response;
	}

	/**
	 * Nothing of the order, when its prescription cannot be decrypted or the read cannot be logged. A response
	 * and no WP_Error, because other listeners of the filter expect one.
	 */
	private static function unavailable(): \WP_REST_Response {
		return new \WP_REST_Response(
			array(
				'code'    => 'rx_intake_unavailable',
				'message' => __( 'The prescription cannot be read at the moment.', 'rx-intake' ),
				'data'    => array( 'status' => 503 ),
			),
			503
		);
	}

	/**
	 * A webhook asks for orders from the inside, outside of a REST request; its receiver gets no prescription.
	 *
	 * @param \WP_REST_Request $request The request.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	private static function is_due( \WP_REST_Request $request ): bool {
		return defined( 'REST_REQUEST' ) && REST_REQUEST
			&& 'GET' === $request->get_method()
			&& 1 === preg_match( self::ONE_ORDER, $request->get_route() )
			&& current_user_can( 'read_prescriptions' );
	}

	/**
	 * True for meta that is no part of a prescription.
	 *
	 * @param mixed $meta A WC_Meta_Data, or the array that it becomes.
	 */
	private static function is_harmless( mixed $meta ): bool {
		$plain = $meta instanceof \WC_Meta_Data ? $meta->get_data() : (array) $meta;
		return ! str_starts_with( (string) ( $plain['key'] ?? '' ), '_rx_' );
	}
}
