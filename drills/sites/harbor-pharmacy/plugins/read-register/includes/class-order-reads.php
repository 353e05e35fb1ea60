<?php
/**
 * Reads of orders.
 *
 * @package Read_Register
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Read_Register;

/**
 * Registers each order before it is shown.
 */
final class Order_Reads {

	/**
	 * Listens on WordPress's and WooCommerce's own hooks.
	 *
	 * @param Register $register Takes the rows.
	 */
	public function __construct( private readonly Register $register ) {
	}

	/**
	 * Adds the hooks.
	 */
	public function listen(): void {
		add_filter( 'woocommerce_rest_prepare_shop_order_object', array( $this, 'over_rest' ), PHP_INT_MAX, 3 );
		add_action( 'template_redirect', array( $this, 'on_own_page' ), 1 );
	}

	/**
	 * An order of a REST answer, one of a list as well.
	 *
	 * @param mixed            $response Passed through.
	 * @param mixed            $order    A WC_Order.
	 * @param \WP_REST_Request $request  The request.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public function over_rest( mixed $response, mixed $order, \WP_REST_Request $request ): mixed {
		if ( in_array( $request->get_method(), array( 'GET', 'HEAD' ), true ) && $order instanceof \WC_Order ) {
			$this->must( 'order:' . $order->get_id() );
		}
		return $response;
	}

	/**
	 * A patient's own order on My account.
	 */
	public function on_own_page(): void {
		$id = (int) get_query_var( 'view-order' );
		if ( $id > 0 && current_user_can( 'view_order', $id ) ) {
			$this->must( "order:$id" );
		}
	}

	/**
	 * Registers, or shows nothing at all.
	 *
	 * @param string $subject What is about to be shown.
	 */
	private function must( string $subject ): void {
		if ( ! $this->register->add( $subject ) ) {
			wp_die( esc_html__( 'Records cannot be shown at the moment.', 'read-register' ), '', array( 'response' => 503 ) );
		}
	}
}
