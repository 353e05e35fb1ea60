<?php
/**
 * Stands for one payment gateway of the shop: /run/muster/web/gateway holds its id. Every payment succeeds, nothing is
 * asked and nothing leaves. Loaded by the guard, so that neither database nor plugins of the mirror are changed.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Gateway;

/**
 * Puts the stub behind the gateways of the shop: of two with one id WooCommerce takes the later one.
 *
 * @param mixed $gateways Names of classes, or objects.
 * @return array<mixed>
 */
function add( mixed $gateways ): array {
	$id   = trim( (string) file_get_contents( '/run/muster/web/gateway' ) );
	$stub = new class( $id ) extends \WC_Payment_Gateway {

		/**
		 * A gateway that is always there.
		 *
		 * @param string $id Of the gateway that it stands for.
		 */
		public function __construct( string $id ) {
			$this->id       = $id;
			$this->title    = 'Stub';
			$this->enabled  = 'yes';
			$this->supports = array( 'products' );
		}

		/**
		 * Paid.
		 *
		 * @param int $order_id The order.
		 * @return array<string, string>
		 */
		public function process_payment( $order_id ): array {
			$order = wc_get_order( $order_id );
			if ( ! $order instanceof \WC_Order ) {
				return array( 'result' => 'failure' );
			}
			$order->payment_complete( 'muster-stub' );
			WC()->cart->empty_cart();
			return array( 'result' => 'success', 'redirect' => $this->get_return_url( $order ) );
		}
	};
	return array( ...( is_array( $gateways ) ? array_values( $gateways ) : array() ), $stub );
}

$GLOBALS['wp_filter']['woocommerce_payment_gateways'][ PHP_INT_MAX ][] = array(
	'accepted_args' => 1,
	'function'      => __NAMESPACE__ . '\\add',
);
