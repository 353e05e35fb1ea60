<?php
/**
 * The prescription of one order.
 *
 * @package Rx_Intake
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Rx_Intake;

/**
 * Order meta `_rx_*`, encrypted for `order:<id>`.
 */
final class Prescription {

	/**
	 * True when the order has anything that needs a prescription.
	 *
	 * @param \WC_Order $order Any order.
	 */
	public static function is_needed( \WC_Order $order ): bool {
		foreach ( $order->get_items() as $item ) {
			if ( method_exists( $item, 'get_product_id' ) && 'yes' === get_post_meta( (int) $item->get_product_id(), '_needs_prescription', true ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Puts the encrypted values on the order; does not save it.
	 *
	 * @param \WC_Order             $order  With an id.
	 * @param array<string, string> $values By name.
	 * @throws \Phi_Vault\Vault_Error When nothing can be encrypted; the order then has no new value at all.
	 */
	public static function store( \WC_Order $order, array $values ): void {
		$sealed = array();
		foreach ( $values as $name => $value ) {
			$sealed[ Fields::meta_key( $name ) ] = phi_vault()->encrypt( $value, 'order:' . $order->get_id(), Fields::meta_key( $name ) );
		}
		foreach ( $sealed as $key => $value ) {
			$order->update_meta_data( $key, $value );
		}
	}

	/**
	 * The decrypted values; the access log sees it.
	 *
	 * @param \WC_Order $order Any order.
	 * @return array<string, string> By name; empty when the order has no prescription.
	 * @throws \RuntimeException When one cannot be decrypted or the read cannot be logged.
	 */
	public static function read( \WC_Order $order ): array {
		$values = array();
		foreach ( Fields::NAMES as $name ) {
			$key   = Fields::meta_key( $name );
			$value = $order->get_meta( $key );
			if ( is_string( $value ) && '' !== $value ) {
				$values[ $name ] = phi_vault()->decrypt( $value, 'order:' . $order->get_id(), $key );
			}
		}
		return $values;
	}
}
