<?php
/**
 * REST: orders and customers for staff.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Order_Desk;

/**
 * GET /wc/v3/orders, /wc/v3/orders/{id}, /wc/v3/customers, read-only, with WooCommerce's permissions and hooks.
 */
final class Rest_Orders {

	/** Registers the routes. */
	public static function register(): void {
		$routes = array(
			'/orders'             => array( 'all', 'may_read' ),
			'/orders/(?P<id>\d+)' => array( 'one', 'may_read' ),
			'/customers'          => array( 'customers', 'may_list_users' ),
		);
		foreach ( $routes as $route => list( $function, $permission ) ) {
			register_rest_route(
				'wc/v3',
				$route,
				array(
					'methods'             => 'GET',
					'callback'            => array( self::class, $function ),
					'permission_callback' => array( self::class, $permission ),
				)
			);
		}
	}

	/**
	 * Reading orders.
	 *
	 * @param \WP_REST_Request $request With or without id.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function may_read( \WP_REST_Request $request ): true|\WP_Error {
		return wc_rest_check_post_permissions( 'shop_order', 'read', absint( $request['id'] ) ) ? true : self::refusal();
	}

	/** Reading customers. */
	public static function may_list_users(): true|\WP_Error {
		return current_user_can( 'list_users' ) ? true : self::refusal();
	}

	/** 401 for a visitor, 403 for a user. */
	private static function refusal(): \WP_Error {
		return new \WP_Error( 'woocommerce_rest_cannot_view', __( 'Sorry, you cannot view this resource.', 'order-desk' ), array( 'status' => rest_authorization_required_code() ) );
	}

	/**
	 * A page of orders, newest first.
	 *
	 * @param \WP_REST_Request $request With page and per_page.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function all( \WP_REST_Request $request ): \WP_REST_Response {
		$size = max( 1, min( 100, absint( $request['per_page'] ?? 10 ) ) );
		$data = array();
		foreach ( Order_Table::ids( $size, $size * ( max( 1, absint( $request['page'] ?? 1 ) ) - 1 ) ) as $id ) {
			$order = wc_get_order( $id );
			if ( $order ) {
				$data[] = self::prepare( $order, $request )->get_data();
			}
		}
		return new \WP_REST_Response( $data );
	}

	/**
	 * One order.
	 *
	 * @param \WP_REST_Request $request With id.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function one( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		$order = wc_get_order( absint( $request['id'] ) );
		return $order ? self::prepare( $order, $request ) : new \WP_Error( 'woocommerce_rest_shop_order_invalid_id', __( 'Invalid ID.', 'order-desk' ), array( 'status' => 404 ) );
	}

	/**
	 * Customers, by id.
	 *
	 * @param \WP_REST_Request $request With page and per_page.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function customers( \WP_REST_Request $request ): \WP_REST_Response {
		$users = get_users(
			array(
				'role'    => 'customer',
				'number'  => max( 1, min( 100, absint( $request['per_page'] ?? 10 ) ) ),
				'paged'   => max( 1, absint( $request['page'] ?? 1 ) ),
				'orderby' => 'ID',
			)
		);
		$data  = array();
		foreach ( $users as $user ) {
			$customer = array( 'id' => $user->ID, 'email' => $user->user_email, 'first_name' => $user->first_name, 'last_name' => $user->last_name, 'username' => $user->user_login, 'role' => 'customer' );
			/** As WooCommerce's. */
			$response = apply_filters( 'woocommerce_rest_prepare_customer', new \WP_REST_Response( $customer ), $user, $request );
			$data[]   = $response instanceof \WP_REST_Response ? $response->get_data() : array();
		}
		return new \WP_REST_Response( $data );
	}

	/**
	 * An order with WooCommerce's field names, after other plugins had it.
	 *
	 * @param \WC_Order        $order   The order.
	 * @param \WP_REST_Request $request The request.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	private static function prepare( \WC_Order $order, \WP_REST_Request $request ): \WP_REST_Response {
		$meta  = array();
		$lines = array();
		foreach ( $order->get_meta_data() as $key => $value ) {
			$meta[] = array( 'key' => $key, 'value' => $value );
		}
		foreach ( $order->get_items() as $item ) {
			$lines[] = array( 'id' => $item->get_id(), 'name' => $item->get_name(), 'product_id' => $item->get_product_id(), 'quantity' => $item->get_quantity(), 'total' => $item->get_total() );
		}
		$data = array(
			'id'                   => $order->get_id(),
			'parent_id'            => 0,
			'number'               => (string) $order->get_id(),
			'order_key'            => $order->get_order_key(),
			'status'               => $order->get_status(),
			'currency'             => $order->get( 'currency' ),
			'date_created_gmt'     => str_replace( ' ', 'T', $order->get( 'date_created_gmt' ) ),
			'total'                => number_format( (float) $order->get_total(), 2, '.', '' ),
			'customer_id'          => $order->get_customer_id(),
			'customer_note'        => $order->get( 'customer_note' ),
			'billing'              => $order->get_address( 'billing' ),
			'shipping'             => array_diff_key( $order->get_address( 'shipping' ), array( 'email' => '' ) ),
			'payment_method'       => $order->get( 'payment_method' ),
			'payment_method_title' => $order->get( 'payment_method_title' ),
			'meta_data'            => $meta,
			'line_items'           => $lines,
		);
		/** As WooCommerce's. */
		$response = apply_filters( 'woocommerce_rest_prepare_shop_order_object', new \WP_REST_Response( $data ), $order, $request );
		return $response instanceof \WP_REST_Response ? $response : new \WP_REST_Response( null, 500 );
	}
}
