<?php
/**
 * A cart.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Order_Desk;

use Automattic\WooCommerce\StoreApi\Exceptions\RouteException;

/**
 * A row of woocommerce_sessions: `t_` and 30 hex digits for a guest, the user's id for a customer.
 */
final class Cart {

	/**
	 * A cart with its lines.
	 *
	 * @param string          $key   Of the session.
	 * @param array<int, int> $lines Quantity by product.
	 */
	private function __construct( public readonly string $key, private array $lines ) {
	}

	/**
	 * The cart of a request: the token's, the customer's, or a new one.
	 *
	 * @param \WP_REST_Request $request With or without Cart-Token.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function of( \WP_REST_Request $request ): self {
		global $wpdb;
		$key  = Cart_Token::session_key( $request->get_header( 'Cart-Token' ) )
			?? ( is_user_logged_in() ? (string) get_current_user_id() : 't_' . bin2hex( random_bytes( 15 ) ) );
		$row  = $wpdb->get_var( $wpdb->prepare( "SELECT session_value FROM {$wpdb->prefix}woocommerce_sessions WHERE session_key = %s AND session_expiry > %d", $key, time() ) ); // phpcs:ignore WordPress.DB
		$data = is_string( $row ) ? maybe_unserialize( $row ) : array();
		$cart = is_array( $data ) && is_array( $data['cart'] ?? null ) ? $data['cart'] : array();
		return new self( $key, array_map( 'intval', $cart ) );
	}

	/**
	 * Refuses a change without a token or a nonce.
	 *
	 * @param \WP_REST_Request $request Of a change.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 * @throws RouteException 401 or 403, as WooCommerce.
	 */
	public static function must_be_meant( \WP_REST_Request $request ): void {
		if ( null !== Cart_Token::session_key( $request->get_header( 'Cart-Token' ) ) ) {
			return;
		}
		$nonce = $request->get_header( 'Nonce' );
		if ( null === $nonce ) {
			throw new RouteException( 'woocommerce_rest_missing_nonce', esc_html__( 'Missing the Nonce header. This endpoint requires a valid nonce.', 'order-desk' ), 401 );
		}
		if ( ! wp_verify_nonce( $nonce, 'wc_store_api' ) ) {
			throw new RouteException( 'woocommerce_rest_invalid_nonce', esc_html__( 'Nonce is invalid.', 'order-desk' ), 403 );
		}
	}

	/**
	 * Puts a product in and stores the cart.
	 *
	 * @param int $product_id The product.
	 * @param int $quantity   How many.
	 * @throws RouteException 400 for a product that cannot be bought.
	 */
	public function add( int $product_id, int $quantity ): void {
		if ( 'product' !== get_post_type( $product_id ) || 'publish' !== get_post_status( $product_id ) || $quantity < 1 ) {
			throw new RouteException( 'woocommerce_rest_cart_invalid_product', esc_html__( 'This product cannot be added to the cart.', 'order-desk' ), 400 );
		}
		$this->lines[ $product_id ] = ( $this->lines[ $product_id ] ?? 0 ) + $quantity;
		$this->store();
	}

	/** Takes everything out. */
	public function clear(): void {
		$this->lines = array();
		$this->store();
	}

	/**
	 * The lines of an order with this cart.
	 *
	 * @return list<\WC_Order_Item_Product>
	 */
	public function items(): array {
		$items = array();
		foreach ( $this->lines as $product_id => $quantity ) {
			$price   = (float) get_post_meta( $product_id, '_price', true );
			$items[] = new \WC_Order_Item_Product( $product_id, get_the_title( $product_id ), $quantity, number_format( $price * $quantity, 2, '.', '' ) );
		}
		return $items;
	}

	/** The sum. */
	public function total(): string {
		return number_format( array_sum( array_map( static fn( \WC_Order_Item_Product $item ): float => (float) $item->get_total(), $this->items() ) ), 2, '.', '' );
	}

	/** Changes when the cart does. */
	public function hash(): string {
		return array() === $this->lines ? '' : md5( (string) wp_json_encode( $this->lines ) );
	}

	/** Writes the session's row. */
	private function store(): void {
		global $wpdb;
		$wpdb->query( // phpcs:ignore WordPress.DB
			$wpdb->prepare(
				"INSERT INTO {$wpdb->prefix}woocommerce_sessions (session_key, session_value, session_expiry) VALUES (%s, %s, %d) ON DUPLICATE KEY UPDATE session_value = VALUES(session_value), session_expiry = VALUES(session_expiry)",
				$this->key,
				maybe_serialize( array( 'cart' => $this->lines ) ),
				time() + 2 * DAY_IN_SECONDS
			)
		);
	}
}
