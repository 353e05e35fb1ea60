<?php
/**
 * Store API: the checkout.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Order_Desk;

use Automattic\WooCommerce\StoreApi\Exceptions\RouteException;

/**
 * POST checkout: draft, other plugins, order on hold, mail. Payment by cheque only.
 */
final class Checkout_Route {

	private const REQUIRED = array( 'first_name', 'last_name', 'address_1', 'city', 'postcode', 'country', 'email' );

	/** Registers the route. */
	public static function register(): void {
		register_rest_route(
			'wc/store/v1',
			'/checkout',
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'respond' ),
				'permission_callback' => '__return_true',
			)
		);
	}

	/**
	 * The order's answer, or a refusal.
	 *
	 * @param \WP_REST_Request $request With billing_address, payment_method, extensions.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function respond( \WP_REST_Request $request ): \WP_REST_Response {
		try {
			Cart::must_be_meant( $request );
			return self::place( Cart::of( $request ), $request );
		} catch ( RouteException $refusal ) {
			return $refusal->to_response();
		}
	}

	/**
	 * Places the order.
	 *
	 * @param Cart             $cart    What is bought.
	 * @param \WP_REST_Request $request The checkout.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 * @throws RouteException When anything is missing, or another plugin refuses.
	 */
	private static function place( Cart $cart, \WP_REST_Request $request ): \WP_REST_Response {
		$order = self::draft( $cart, $request );
		$order->save();
		/** As WooCommerce's: the draft has an id; a listener may throw RouteException. */
		do_action( 'woocommerce_store_api_checkout_update_order_from_request', $order, $request );
		$order->set_status( 'on-hold' );
		$order->save();
		/** As WooCommerce's. */
		do_action( 'woocommerce_store_api_checkout_order_processed', $order );
		$cart->clear();
		self::send_mail( $order );
		return new \WP_REST_Response( self::describe( $order ) );
	}

	/**
	 * The order as it was asked for.
	 *
	 * @param Cart             $cart    What is bought.
	 * @param \WP_REST_Request $request The checkout.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 * @throws RouteException When anything is missing.
	 */
	private static function draft( Cart $cart, \WP_REST_Request $request ): \WC_Order {
		if ( ! is_user_logged_in() && 'yes' !== get_option( 'woocommerce_enable_guest_checkout', 'yes' ) ) {
			throw new RouteException( 'woocommerce_rest_guest_checkout_disabled', esc_html__( 'You must be logged in to checkout.', 'order-desk' ), 403 );
		}
		if ( array() === $cart->items() ) {
			throw new RouteException( 'woocommerce_rest_cart_empty', esc_html__( 'Cannot place an order, your cart is empty.', 'order-desk' ), 400 );
		}
		$settings = get_option( 'woocommerce_cheque_settings' );
		if ( 'cheque' !== $request['payment_method'] || ! is_array( $settings ) || 'yes' !== ( $settings['enabled'] ?? '' ) ) {
			throw new RouteException( 'woocommerce_rest_checkout_payment_method_disabled', esc_html__( 'This payment method is not available.', 'order-desk' ), 400 );
		}
		$billing  = self::address( $request['billing_address'] );
		$shipping = is_array( $request['shipping_address'] ) ? self::address( $request['shipping_address'] ) : $billing;
		foreach ( self::REQUIRED as $field ) {
			if ( '' === $billing[ $field ] || ( 'email' === $field && ! is_email( $billing[ $field ] ) ) ) {
				throw new RouteException( 'woocommerce_rest_invalid_address', esc_html__( 'There was a problem with the provided billing address.', 'order-desk' ), 400 );
			}
		}
		return ( new \WC_Order() )->fill(
			array(
				'customer_id'          => (string) get_current_user_id(),
				'total_amount'         => $cart->total(),
				'payment_method'       => 'cheque',
				'payment_method_title' => (string) ( $settings['title'] ?? '' ),
				'customer_note'        => is_string( $request['customer_note'] ) ? sanitize_textarea_field( $request['customer_note'] ) : '',
				'ip_address'           => sanitize_text_field( wp_unslash( (string) ( $_SERVER['REMOTE_ADDR'] ?? '' ) ) ),
				'user_agent'           => sanitize_text_field( wp_unslash( (string) ( $_SERVER['HTTP_USER_AGENT'] ?? '' ) ) ),
			),
			array( 'billing' => $billing, 'shipping' => $shipping ),
			$cart->items()
		);
	}

	/**
	 * An address with all its fields, cleaned.
	 *
	 * @param mixed $given Of the request.
	 * @return array<string, string>
	 */
	private static function address( mixed $given ): array {
		$address = array();
		foreach ( \WC_Order::ADDRESS as $field ) {
			$value             = is_array( $given ) ? $given[ $field ] ?? '' : '';
			$address[ $field ] = is_string( $value ) ? sanitize_text_field( $value ) : '';
		}
		return $address;
	}

	/**
	 * The answer, also of GET order.
	 *
	 * @param \WC_Order $order Stored.
	 * @return array<string, mixed>
	 */
	public static function describe( \WC_Order $order ): array {
		return array(
			'order_id'         => $order->get_id(),
			'status'           => $order->get_status(),
			'order_key'        => $order->get_order_key(),
			'order_number'     => (string) $order->get_id(),
			'customer_note'    => $order->get( 'customer_note' ),
			'customer_id'      => $order->get_customer_id(),
			'billing_address'  => $order->get_address( 'billing' ),
			'shipping_address' => array_diff_key( $order->get_address( 'shipping' ), array( 'email' => '' ) ),
			'payment_method'   => $order->get( 'payment_method' ),
			'payment_result'   => array(
				'payment_status'  => 'success',
				'payment_details' => array(),
				'redirect_url'    => home_url( '/' ),
			),
			'extensions'       => (object) array(),
		);
	}

	/**
	 * One mail to the customer. No product in it: its name is a diagnosis.
	 *
	 * @param \WC_Order $order Stored.
	 */
	private static function send_mail( \WC_Order $order ): void {
		$shop = wp_specialchars_decode( (string) get_bloginfo( 'name' ), ENT_QUOTES );
		/* translators: %s: name of the shop. */
		$subject = sprintf( __( 'Your order at %s', 'order-desk' ), $shop );
		/* translators: %d: number of the order. */
		wp_mail( $order->get_billing_email(), $subject, sprintf( __( 'We have received your order %d.', 'order-desk' ), $order->get_id() ) );
	}
}
