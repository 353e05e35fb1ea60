<?php
/**
 * Store API: products and cart.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Order_Desk;

use Automattic\WooCommerce\StoreApi\Exceptions\RouteException;

/**
 * GET products, GET cart, POST cart/add-item.
 */
final class Cart_Routes {

	/** Registers the routes. */
	public static function register(): void {
		$routes = array(
			'/products'      => array( 'GET', 'products' ),
			'/cart'          => array( 'GET', 'cart' ),
			'/cart/add-item' => array( 'POST', 'add_item' ),
		);
		foreach ( $routes as $route => list( $methods, $function ) ) {
			register_rest_route(
				'wc/store/v1',
				$route,
				array(
					'methods'             => $methods,
					'callback'            => array( self::class, $function ),
					'permission_callback' => '__return_true',
				)
			);
		}
	}

	/**
	 * The product search.
	 *
	 * @param \WP_REST_Request $request With `search`.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function products( \WP_REST_Request $request ): \WP_REST_Response {
		$search   = $request['search'];
		$found    = get_posts(
			array(
				'post_type'   => 'product',
				'post_status' => 'publish',
				'numberposts' => 10,
				's'           => is_string( $search ) ? $search : '',
			)
		);
		$describe = static fn( \WP_Post $product ): array => array(
			'id'             => $product->ID,
			'name'           => $product->post_title,
			'slug'           => $product->post_name,
			'type'           => 'simple',
			'permalink'      => get_permalink( $product ),
			'sku'            => (string) get_post_meta( $product->ID, '_sku', true ),
			'prices'         => array(
				'price'               => self::cents( (string) get_post_meta( $product->ID, '_price', true ) ),
				'currency_code'       => 'USD',
				'currency_minor_unit' => 2,
			),
			'is_purchasable' => true,
			'is_in_stock'    => true,
		);
		return new \WP_REST_Response( array_map( $describe, $found ) );
	}

	/**
	 * The cart.
	 *
	 * @param \WP_REST_Request $request With or without Cart-Token.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function cart( \WP_REST_Request $request ): \WP_REST_Response {
		return self::answer( Cart::of( $request ) );
	}

	/**
	 * Puts a product in.
	 *
	 * @param \WP_REST_Request $request With id and quantity.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function add_item( \WP_REST_Request $request ): \WP_REST_Response {
		try {
			Cart::must_be_meant( $request );
			$cart = Cart::of( $request );
			$cart->add( absint( $request['id'] ), absint( $request['quantity'] ?? 1 ) );
			return self::answer( $cart, 201 );
		} catch ( RouteException $refusal ) {
			return $refusal->to_response();
		}
	}

	/**
	 * A cart with WooCommerce's headers.
	 *
	 * @param Cart $cart   The cart.
	 * @param int  $status Of the answer.
	 */
	private static function answer( Cart $cart, int $status = 200 ): \WP_REST_Response {
		$items = array_map(
			static fn( \WC_Order_Item_Product $item ): array => array(
				'id'       => $item->get_product_id(),
				'quantity' => $item->get_quantity(),
				'name'     => $item->get_name(),
				'totals'   => array( 'line_total' => self::cents( $item->get_total() ) ),
			),
			$cart->items()
		);
		return new \WP_REST_Response(
			array(
				'items'            => $items,
				'items_count'      => array_sum( array_column( $items, 'quantity' ) ),
				'needs_shipping'   => false,
				'billing_address'  => (object) array(),
				'shipping_address' => (object) array(),
				'totals'           => array( 'total_price' => self::cents( $cart->total() ), 'currency_code' => 'USD', 'currency_minor_unit' => 2 ),
			),
			$status,
			array(
				'Cart-Token' => Cart_Token::create( $cart->key ),
				'Nonce'      => wp_create_nonce( 'wc_store_api' ),
				'Cart-Hash'  => $cart->hash(),
			)
		);
	}

	/**
	 * An amount in the smallest unit.
	 *
	 * @param string $amount With two decimals.
	 */
	private static function cents( string $amount ): string {
		return (string) (int) round( (float) $amount * 100 );
	}
}
