<?php
/**
 * The prescription on pages.
 *
 * @package Rx_Intake
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Rx_Intake;

/**
 * For the patient under My account, for staff with `read_prescriptions` on the order's admin page. Never in mail.
 */
final class Pages {

	/**
	 * Adds the hooks.
	 */
	public static function listen(): void {
		add_action( 'woocommerce_view_order', array( self::class, 'for_patient' ), 20 );
		add_action( 'woocommerce_admin_order_data_after_order_details', array( self::class, 'for_staff' ) );
	}

	/**
	 * The patient's own prescription.
	 *
	 * @param mixed $order_id The order that the page shows.
	 */
	public static function for_patient( mixed $order_id ): void {
		$order = wc_get_order( absint( $order_id ) );
		if ( $order instanceof \WC_Order && get_current_user_id() > 0 && get_current_user_id() === $order->get_customer_id() ) {
			self::show( $order );
		}
	}

	/**
	 * Any prescription, for those who may read it.
	 *
	 * @param mixed $order The order that the page shows.
	 */
	public static function for_staff( mixed $order ): void {
		if ( $order instanceof \WC_Order && current_user_can( 'read_prescriptions' ) ) {
			self::show( $order );
		}
	}

	/**
	 * Prints the prescription, or that it cannot be read.
	 *
	 * @param \WC_Order $order Any order.
	 */
	private static function show( \WC_Order $order ): void {
		try {
			$values = Prescription::read( $order );
		} catch ( \RuntimeException $error ) {
			error_log( $error->getMessage() ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the operator must see it.
			echo '<p class="woocommerce-error">' . esc_html__( 'The prescription cannot be read at the moment.', 'rx-intake' ) . '</p>';
			return;
		}
		if ( array() === $values ) {
			return;
		}
		echo '<section class="rx-intake"><h2>' . esc_html__( 'Prescription', 'rx-intake' ) . '</h2><dl>';
		foreach ( $values as $name => $value ) {
			echo '<dt>' . esc_html( Fields::label( $name ) ) . '</dt><dd>' . esc_html( $value ) . '</dd>';
		}
		echo '</dl></section>';
	}
}
