<?php
/**
 * Plugin Name:       Order Desk
 * Description:       A small stand-in for WooCommerce in drills where it cannot be had: its order tables, its roles, and the routes a drill probes. Not for production.
 * Version:           1.0.0
 * Requires at least: 6.5
 * Requires PHP:      8.2
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       order-desk
 *
 * Tables, capabilities, routes and hooks have WooCommerce's names and shapes, as its interface, so that what is
 * restored, compared and probed has the real shape. Left out: taxes, shipping, coupons, stock, payment,
 * cookies for carts (a Cart-Token is needed), admin screens, every other route.
 *
 * @package Order_Desk
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

define( 'ORDER_DESK_VERSION', '1.0.0' );

require_once __DIR__ . '/includes/install.php';
register_activation_hook( __FILE__, 'Order_Desk\\activate' );

// The other way round: WooCommerce is active, or is being loaded after this plugin.
if ( in_array( 'woocommerce/woocommerce.php', (array) get_option( 'active_plugins', array() ), true ) || class_exists( 'WooCommerce', false ) ) {
	add_action(
		'admin_notices',
		static function (): void {
			echo '<div class="notice notice-error"><p>' . esc_html__( 'Order Desk does nothing while WooCommerce is active.', 'order-desk' ) . '</p></div>';
		}
	);
	return;
}

foreach ( array( 'class-routeexception', 'class-wc-order-item-product', 'class-wc-order', 'class-order-table', 'functions', 'access', 'class-cart-token', 'class-cart', 'class-cart-routes', 'class-checkout-route', 'class-order-route', 'class-rest-orders', 'class-account-page' ) as $order_desk_file ) {
	require_once __DIR__ . "/includes/$order_desk_file.php";
}
unset( $order_desk_file );

add_action( 'init', 'Order_Desk\\check_version', 4 );
add_action( 'init', 'Order_Desk\\register_types', 5 );
add_filter( 'user_has_cap', 'Order_Desk\\own_orders', 10, 3 );
add_action( 'rest_api_init', array( Order_Desk\Cart_Routes::class, 'register' ) );
add_action( 'rest_api_init', array( Order_Desk\Checkout_Route::class, 'register' ) );
add_action( 'rest_api_init', array( Order_Desk\Order_Route::class, 'register' ) );
add_action( 'rest_api_init', array( Order_Desk\Rest_Orders::class, 'register' ) );
Order_Desk\Account_Page::listen();

add_action( 'plugins_loaded', static fn() => do_action( 'woocommerce_blocks_loaded' ), -1 );
