<?php
/**
 * The classic checkout form.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * The Store API logs its own writes; the form of the shortcode `[woocommerce_checkout]` takes another way.
 */
final class Classic_Checkout {

	/**
	 * Listens on the form's hooks.
	 *
	 * @param Gate $gate Logs.
	 */
	public function __construct( private readonly Gate $gate ) {
	}

	/**
	 * Adds the hooks: before the order is stored, when it may have no number yet, and as soon as it has one.
	 */
	public function listen(): void {
		add_action( 'woocommerce_checkout_create_order', array( $this, 'taking' ), 0 );
		add_action( 'woocommerce_checkout_order_created', array( $this, 'taken' ), 0 );
	}

	/**
	 * An order that is about to be stored; what cannot be logged is not.
	 *
	 * @param mixed $order A WC_Order.
	 */
	public function taking( mixed $order ): void {
		$id = $order instanceof \WC_Order ? $order->get_id() : 0;
		$this->gate->log_now( new Entry( 'write', 'order:' . ( $id > 0 ? $id : 'new' ), 'my-account' ) );
	}

	/**
	 * The stored order.
	 *
	 * @param mixed $order A WC_Order.
	 */
	public function taken( mixed $order ): void {
		if ( $order instanceof \WC_Order ) {
			$this->gate->log_now( new Entry( 'write', 'order:' . $order->get_id(), 'my-account' ) );
		}
	}
}
