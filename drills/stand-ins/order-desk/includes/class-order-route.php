<?php
/**
 * Store API: one order.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Order_Desk;

/**
 * GET order/{id}: for its customer, or for a guest with its key and e-mail address.
 */
final class Order_Route {

	/** Registers the route. */
	public static function register(): void {
		register_rest_route(
			'wc/store/v1',
			'/order/(?P<id>\d+)',
			array(
				'methods'             => 'GET',
				'callback'            => array( self::class, 'respond' ),
				'permission_callback' => array( self::class, 'permit' ),
			)
		);
	}

	/**
	 * True, or the refusal that WooCommerce gives.
	 *
	 * @param \WP_REST_Request $request With id, key, billing_email.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function permit( \WP_REST_Request $request ): true|\WP_Error {
		$order = wc_get_order( absint( $request['id'] ) );
		if ( ! $order ) {
			return new \WP_Error( 'woocommerce_rest_invalid_order', __( 'Invalid order ID.', 'order-desk' ), array( 'status' => 404 ) );
		}
		if ( $order->get_customer_id() > 0 ) {
			return get_current_user_id() === $order->get_customer_id()
				? true
				: new \WP_Error( 'woocommerce_rest_invalid_user', __( 'This order belongs to a different customer.', 'order-desk' ), array( 'status' => 403 ) );
		}
		$key   = $request['key'];
		$email = $request['billing_email'];
		if ( ! is_string( $key ) || '' === $order->get_order_key() || ! hash_equals( $order->get_order_key(), $key ) ) {
			return new \WP_Error( 'woocommerce_rest_invalid_order', __( 'Invalid order ID or key provided.', 'order-desk' ), array( 'status' => 401 ) );
		}
		return is_string( $email ) && 0 === strcasecmp( $order->get_billing_email(), $email )
			? true
			: new \WP_Error( 'woocommerce_rest_invalid_billing_email', __( 'Invalid billing email provided.', 'order-desk' ), array( 'status' => 401 ) );
	}

	/**
	 * The order, without prescription.
	 *
	 * @param \WP_REST_Request $request With id.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function respond( \WP_REST_Request $request ): \WP_REST_Response {
		$order = wc_get_order( absint( $request['id'] ) );
		if ( ! $order ) {
			return new \WP_REST_Response( null, 404 );
		}
		$data       = array_diff_key( Checkout_Route::describe( $order ), array_flip( array( 'order_id', 'payment_result', 'extensions' ) ) );
		$data['id'] = $order->get_id();
		foreach ( $order->get_items() as $item ) {
			$data['items'][] = array( 'id' => $item->get_product_id(), 'name' => $item->get_name(), 'quantity' => $item->get_quantity() );
		}
		return new \WP_REST_Response( $data );
	}
}
