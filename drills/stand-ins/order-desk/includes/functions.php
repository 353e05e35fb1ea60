<?php
/**
 * WooCommerce's functions that other plugins call.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

/**
 * An order, or false.
 *
 * @param mixed $the_order An id or an order.
 */
function wc_get_order( mixed $the_order = false ): WC_Order|false {
	if ( $the_order instanceof WC_Order ) {
		return $the_order;
	}
	return ( is_numeric( $the_order ) ? Order_Desk\Order_Table::find( (int) $the_order ) : null ) ?? false;
}

/**
 * True on My account and its endpoints.
 */
function is_account_page(): bool {
	return is_page( (int) get_option( 'woocommerce_myaccount_page_id' ) );
}

/**
 * True on an endpoint of a page.
 *
 * @param string|false $endpoint E.g. `view-order`.
 */
function is_wc_endpoint_url( string|false $endpoint = false ): bool {
	global $wp;
	return is_string( $endpoint ) ? isset( $wp->query_vars[ $endpoint ] ) : isset( $wp->query_vars['view-order'] ) || isset( $wp->query_vars['orders'] );
}

/**
 * Declares fields of another plugin at the checkout. They are taken as they are given, so nothing is kept.
 *
 * @param array<string, mixed> $args See WooCommerce.
 */
function woocommerce_store_api_register_endpoint_data( array $args ): bool {
	return isset( $args['endpoint'], $args['namespace'] );
}

/**
 * WooCommerce's check of a permission on posts, for orders.
 *
 * @param string $post_type Always shop_order here.
 * @param string $context   Always read here.
 * @param int    $object_id 0 for a list.
 */
function wc_rest_check_post_permissions( string $post_type, string $context = 'read', int $object_id = 0 ): bool {
	/** As WooCommerce's. */
	return (bool) apply_filters( 'woocommerce_rest_check_permissions', current_user_can( "read_private_{$post_type}s" ), $context, $object_id, $post_type );
}
