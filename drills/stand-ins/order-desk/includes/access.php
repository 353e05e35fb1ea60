<?php
/**
 * Post types, and who may see an order.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Order_Desk;

/**
 * Products are public; orders and their placeholders are not.
 */
function register_types(): void {
	register_post_type(
		'product',
		array(
			'labels'          => array( 'name' => __( 'Products', 'order-desk' ) ),
			'public'          => true,
			'capability_type' => 'product',
			'map_meta_cap'    => true,
			'supports'        => array( 'title', 'editor', 'custom-fields' ),
			'rewrite'         => array( 'slug' => 'product' ),
		)
	);
	register_post_type( 'shop_order', array( 'public' => false, 'capability_type' => 'shop_order', 'map_meta_cap' => true ) );
	register_post_type( 'shop_order_placehold', array( 'public' => false, 'rewrite' => false ) );
	add_rewrite_endpoint( 'orders', EP_PAGES );
	add_rewrite_endpoint( 'view-order', EP_PAGES );
}

/**
 * Grants `view_order` to the customer of the order, as WooCommerce does.
 *
 * @param array<string, bool> $all    What the user has.
 * @param array<string>       $needed What is needed.
 * @param array<mixed>        $about  The capability, the user, the order.
 * @return array<string, bool>
 */
function own_orders( array $all, array $needed, array $about ): array {
	if ( 'view_order' === ( $needed[0] ?? '' ) && isset( $about[2] ) && (int) $about[1] > 0 ) {
		$order = wc_get_order( $about[2] );
		if ( $order && $order->get_customer_id() === (int) $about[1] ) {
			$all['view_order'] = true;
		}
	}
	return $all;
}
