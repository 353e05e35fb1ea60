<?php
/**
 * The checkout takes the prescription.
 *
 * @package Rx_Intake
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Rx_Intake;

use Automattic\WooCommerce\StoreApi\Exceptions\RouteException;

/**
 * Through the Store API, and through the classic form.
 */
final class Checkout {

	/**
	 * Adds the hooks.
	 */
	public static function listen(): void {
		add_action( 'woocommerce_blocks_loaded', array( self::class, 'declare_fields' ) );
		if ( did_action( 'woocommerce_blocks_loaded' ) ) {
			self::declare_fields();
		}
		add_action( 'woocommerce_store_api_checkout_update_order_from_request', array( self::class, 'take' ), 10, 2 );
		add_action( 'woocommerce_after_order_notes', array( self::class, 'show_classic' ) );
		add_action( 'woocommerce_checkout_process', array( self::class, 'check_classic' ) );
		add_action( 'woocommerce_checkout_order_created', array( self::class, 'take_classic' ), 1 );
		add_filter( 'woocommerce_rest_pre_insert_shop_order_object', array( self::class, 'refuse_rest' ), 10, 3 );
	}

	/**
	 * Tells the Store API about the fields.
	 */
	public static function declare_fields(): void {
		woocommerce_store_api_register_endpoint_data(
			array(
				'endpoint'        => 'checkout',
				'namespace'       => 'rx-intake',
				'schema_callback' => array( Fields::class, 'schema' ),
				'schema_type'     => ARRAY_A,
			)
		);
	}

	/**
	 * Checks and stores the fields.
	 *
	 * @param \WC_Order        $order   The draft.
	 * @param \WP_REST_Request $request Of the checkout.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 * @throws RouteException 400 with the names of wrong fields, 503 when nothing can be encrypted.
	 */
	public static function take( \WC_Order $order, \WP_REST_Request $request ): void {
		if ( 'POST' !== $request->get_method() ) {
			return; // A checkout page that keeps its draft up to date: nothing is stored before the order is placed.
		}
		$extensions = $request['extensions'];
		$values     = Fields::read( is_array( $extensions ) ? $extensions['rx-intake'] ?? null : null );
		$faults     = Fields::faults( $values );
		if ( array() !== $faults && ( array() !== $values || Prescription::is_needed( $order ) ) ) {
			throw new RouteException(
				'rx_intake_incomplete',
				/* translators: %s: names of fields. */
				esc_html( sprintf( __( 'The prescription is incomplete or not well formed: %s.', 'rx-intake' ), implode( ', ', $faults ) ) ),
				400
			);
		}
		try {
			Prescription::store( $order, $values );
		} catch ( \Phi_Vault\Vault_Error $error ) {
			error_log( $error->getMessage() ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the operator must see it.
			throw new RouteException( 'rx_intake_unavailable', esc_html__( 'Prescriptions cannot be stored safely at the moment, so this order was not taken. Please call the clinic.', 'rx-intake' ), 503 );
		}
	}

	/**
	 * The fields in the classic form.
	 */
	public static function show_classic(): void {
		echo '<section class="rx-intake"><h3>' . esc_html__( 'Prescription', 'rx-intake' ) . '</h3>';
		foreach ( Fields::NAMES as $name ) {
			woocommerce_form_field( $name, array( 'type' => 'date_of_birth' === $name ? 'date' : 'text', 'label' => Fields::label( $name ), 'autocomplete' => 'off' ) );
		}
		echo '</section>';
	}

	/**
	 * Checks what was typed into the classic form; WooCommerce has checked its nonce.
	 */
	public static function check_classic(): void {
		$values = Fields::read( wp_unslash( $_POST ) ); // phpcs:ignore WordPress.Security.NonceVerification -- see above.
		$faults = Fields::faults( $values );
		if ( array() !== $faults && ( array() !== $values || self::cart_needs_it() ) ) {
			/* translators: %s: names of fields. */
			wc_add_notice( esc_html( sprintf( __( 'The prescription is incomplete or not well formed: %s.', 'rx-intake' ), implode( ', ', $faults ) ) ), 'error' );
		}
	}

	/**
	 * Stores what was typed into the classic form, once the order has its number and before it is paid.
	 *
	 * @param \WC_Order $order New.
	 * @throws \Exception When nothing can be encrypted; the order is then gone again, and the customer is told.
	 */
	public static function take_classic( \WC_Order $order ): void {
		try {
			Prescription::store( $order, Fields::read( wp_unslash( $_POST ) ) ); // phpcs:ignore WordPress.Security.NonceVerification -- WooCommerce has checked it.
			$order->save();
		} catch ( \Phi_Vault\Vault_Error $error ) {
			error_log( $error->getMessage() ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the operator must see it.
			$order->delete( true );
			throw new \Exception( esc_html__( 'Prescriptions cannot be stored safely at the moment, so this order was not taken. Please call the clinic.', 'rx-intake' ) );
		}
	}

	/**
	 * True when the cart has anything that needs a prescription.
	 */
	private static function cart_needs_it(): bool {
		foreach ( WC()->cart->get_cart() as $line ) {
			if ( 'yes' === get_post_meta( (int) $line['product_id'], '_needs_prescription', true ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Orders written through REST cannot bring prescription fields along: they would be stored in clear.
	 *
	 * @param mixed            $order    Passed through.
	 * @param \WP_REST_Request $request  Of the write.
	 * @param mixed            $creating Unused.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function refuse_rest( mixed $order, \WP_REST_Request $request, mixed $creating ): mixed {
		$metas = $request['meta_data'];
		foreach ( is_array( $metas ) ? $metas : array() as $meta ) {
			if ( is_array( $meta ) && str_starts_with( (string) ( $meta['key'] ?? '' ), '_rx_' ) ) {
				return new \WP_Error( 'rx_intake_not_here', __( 'Prescriptions are written at the checkout only.', 'rx-intake' ), array( 'status' => 400 ) );
			}
		}
		return $order;
	}
}
