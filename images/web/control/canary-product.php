<?php
/**
 * `canary-product`: what a drill buys in a shop that was restored from a backup: found by its SKU, or made. Returns {id}.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function (): array {
	boot();
	$sku   = 'CANARY-TABLET';
	$found = get_posts( array( 'post_type' => 'product', 'meta_key' => '_sku', 'meta_value' => $sku, 'fields' => 'ids' ) );
	if ( array() !== $found ) {
		return array( 'id' => (int) $found[0] );
	}
	if ( ! class_exists( 'WC_Product_Simple' ) ) {
		throw new Failure( 'no-shop', 'Neither the canary product nor WooCommerce is in this shop.' );
	}
	$item = new \WC_Product_Simple();
	$item->set_name( 'Canary Tablet' );
	$item->set_sku( $sku );
	$item->set_regular_price( '12.00' );
	$item->set_virtual( true );
	$item->update_meta_data( '_rx_required', 'yes' );
	return array( 'id' => $item->save() );
};
