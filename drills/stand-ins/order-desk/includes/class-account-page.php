<?php
/**
 * My account.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Order_Desk;

/**
 * The shortcode `woocommerce_my_account` with the endpoints `orders` and `view-order`, and WooCommerce's hooks.
 */
final class Account_Page {

	/** Adds the hooks. */
	public static function listen(): void {
		add_shortcode( 'woocommerce_my_account', array( self::class, 'page' ) );
		add_action( 'woocommerce_account_view-order_endpoint', array( self::class, 'one' ) );
		add_action( 'woocommerce_account_orders_endpoint', array( self::class, 'all' ) );
		add_action( 'template_redirect', array( self::class, 'keep_out_of_caches' ) );
	}

	/** Nothing of this page belongs into a cache. */
	public static function keep_out_of_caches(): void {
		if ( is_account_page() ) {
			nocache_headers();
		}
	}

	/** The page: a log-in form for a visitor. */
	public static function page(): string {
		global $wp;
		ob_start();
		if ( ! is_user_logged_in() ) {
			wp_login_form();
		} elseif ( isset( $wp->query_vars['view-order'] ) ) {
			/** As WooCommerce's. */
			do_action( 'woocommerce_account_view-order_endpoint', $wp->query_vars['view-order'] ); // phpcs:ignore WordPress.NamingConventions.ValidHookName -- WooCommerce's name.
		} else {
			/** As WooCommerce's. */
			do_action( 'woocommerce_account_orders_endpoint', $wp->query_vars['orders'] ?? '' );
		}
		return '<div class="woocommerce">' . ob_get_clean() . '</div>';
	}

	/**
	 * One order.
	 *
	 * @param mixed $value Its number in the address.
	 */
	public static function one( mixed $value ): void {
		$order = wc_get_order( absint( $value ) );
		if ( ! $order || ! current_user_can( 'view_order', $order->get_id() ) ) {
			echo '<div class="woocommerce-error">' . esc_html__( 'Invalid order.', 'order-desk' ) . '</div>';
			return;
		}
		/* translators: %d: number of the order. */
		echo '<h2>' . esc_html( sprintf( __( 'Order %d', 'order-desk' ), $order->get_id() ) ) . '</h2><ul>';
		foreach ( $order->get_items() as $item ) {
			echo '<li>' . esc_html( $item->get_quantity() . ' × ' . $item->get_name() ) . '</li>';
		}
		echo '</ul><address>' . esc_html( implode( ', ', array_filter( $order->get_address( 'billing' ) ) ) ) . '</address>';
		/** As WooCommerce's. */
		do_action( 'woocommerce_view_order', $order->get_id() );
	}

	/** The customer's orders. */
	public static function all(): void {
		echo '<ul class="woocommerce-orders">';
		foreach ( Order_Table::ids( 10, 0, get_current_user_id() ) as $id ) {
			$order = wc_get_order( $id );
			if ( $order ) {
				$address = trailingslashit( (string) get_permalink( (int) get_option( 'woocommerce_myaccount_page_id' ) ) ) . "view-order/$id/";
				/** As WooCommerce's. */
				$actions = apply_filters( 'woocommerce_my_account_my_orders_actions', array( 'view' => array( 'url' => $address, 'name' => (string) $id ) ), $order );
				foreach ( is_array( $actions ) ? $actions : array() as $action ) {
					echo '<li><a href="' . esc_url( $action['url'] ) . '">' . esc_html( $action['name'] ) . '</a> ' . esc_html( $order->get_status() ) . '</li>';
				}
			}
		}
		echo '</ul>';
	}
}
