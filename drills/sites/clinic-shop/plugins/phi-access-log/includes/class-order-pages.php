<?php
/**
 * My account and wp-admin.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * Pages that show orders: the patient's own (list, one order, order received) and the staff's (list, one
 * order, preview). The staff's pages are WooCommerce's own where orders lie in its tables, WordPress's where they are
 * posts; both are known, whatever the shop's order storage is today.
 */
final class Order_Pages {

	/**
	 * Listens on the pages' hooks.
	 *
	 * @param Recorder $recorder Logs.
	 * @param Gate     $gate     Holds pages back.
	 */
	public function __construct( private readonly Recorder $recorder, private readonly Gate $gate ) {
	}

	/**
	 * Adds the hooks.
	 */
	public function listen(): void {
		add_action( 'template_redirect', array( $this, 'shop_page' ), 0 );
		add_action( 'woocommerce_account_view-order_endpoint', array( $this, 'own_order' ), 1 );
		add_filter( 'woocommerce_my_account_my_orders_actions', array( $this, 'listed_own' ), 10, 2 );

		add_action( 'admin_init', array( $this, 'admin_page' ), 0 );
		add_action( 'admin_menu', array( $this, 'admin_refused' ), 0 );
		add_action( 'woocommerce_shop_order_list_table_custom_column', array( $this, 'listed' ), 10, 2 );
		add_action( 'manage_shop_order_posts_custom_column', array( $this, 'listed' ), 10, 2 );
		add_filter( 'woocommerce_admin_order_preview_get_order_details', array( $this, 'previewed' ), 10, 2 );
		add_filter( 'woocommerce_json_search_found_customers', array( $this, 'found_customers' ) );
	}

	/**
	 * Holds the page back; logs the order-received page, which shows the order to whoever has its key.
	 */
	public function shop_page(): void {
		if ( ! function_exists( 'is_account_page' ) || ! function_exists( 'is_wc_endpoint_url' ) ) {
			return;
		}
		$received = is_wc_endpoint_url( 'order-received' ) || is_wc_endpoint_url( 'order-pay' );
		if ( ! $received && ! is_account_page() ) {
			return;
		}
		$this->gate->open();
		$order = $received ? wc_get_order( max( absint( get_query_var( 'order-received' ) ), absint( get_query_var( 'order-pay' ) ) ) ) : null;
		$key   = $_GET['key'] ?? ''; // phpcs:ignore WordPress.Security -- compared only.
		if ( $order instanceof \WC_Order && is_string( $key ) && hash_equals( $order->get_order_key(), $key ) ) {
			$this->recorder->record( new Entry( 'read', 'order:' . $order->get_id(), 'my-account' ) );
		}
	}

	/**
	 * The patient's page of one order, before the commerce plugin decides in the same way.
	 *
	 * @param mixed $value The order's number in the address.
	 */
	public function own_order( mixed $value ): void {
		$id = absint( $value );
		if ( $id > 0 && wc_get_order( $id ) ) {
			$this->recorder->record( new Entry( current_user_can( 'view_order', $id ) ? 'read' : 'denied', "order:$id", 'my-account' ) );
		}
	}

	/**
	 * A line of the patient's list.
	 *
	 * @param mixed $actions Passed through.
	 * @param mixed $order   The line's order.
	 */
	public function listed_own( mixed $actions, mixed $order ): mixed {
		if ( $order instanceof \WC_Order ) {
			$this->recorder->record( new Entry( 'read', 'order:' . $order->get_id(), 'my-account' ) );
		}
		return $actions;
	}

	/**
	 * Holds the staff's order pages back; logs the page of one order.
	 */
	public function admin_page(): void {
		$id = $this->asked_order();
		if ( null === $id || ! current_user_can( 'edit_shop_orders' ) ) {
			return;
		}
		$this->gate->open();
		if ( 'edit' === $this->query( 'action' ) && $id > 0 ) {
			$this->recorder->record( new Entry( current_user_can( 'edit_shop_orders', $id ) ? 'read' : 'denied', "order:$id", 'admin' ) );
		}
	}

	/**
	 * Somebody without the capability asked for the staff's pages: refused here with 403, since WooCommerce would
	 * refuse while it builds the menu by an empty wp_die(), which answers 500 and looks like a broken shop.
	 */
	public function admin_refused(): void {
		$id = $this->asked_order();
		if ( null !== $id && ! current_user_can( 'edit_shop_orders' ) ) {
			$this->or_die( new Entry( 'denied', 'order:' . ( $id > 0 ? $id : '*' ), 'admin' ) );
			wp_die( esc_html__( 'You may not see orders.', 'phi-access-log' ), '', array( 'response' => 403 ) );
		}
	}

	/**
	 * Which order the staff's page is about: 0 for a list, null when it is no page of orders.
	 */
	private function asked_order(): ?int {
		if ( 'wc-orders' === $this->query( 'page' ) ) {
			return absint( $this->query( 'id' ) );
		}
		$screen = (string) ( $GLOBALS['pagenow'] ?? '' );
		if ( in_array( $screen, array( 'edit.php', 'post-new.php' ), true ) ) {
			return 'shop_order' === $this->query( 'post_type' ) ? 0 : null;
		}
		$id = 'post.php' === $screen ? absint( $this->query( 'post' ) ) : 0;
		return $id > 0 && 'shop_order' === get_post_type( $id ) ? $id : null;
	}

	/**
	 * A cell of the staff's list.
	 *
	 * @param mixed $column Unused.
	 * @param mixed $order  The line's order, or its number where orders are posts.
	 */
	public function listed( mixed $column, mixed $order ): void {
		$id = $order instanceof \WC_Order ? $order->get_id() : ( is_scalar( $order ) ? absint( $order ) : 0 );
		if ( $id > 0 ) {
			$this->recorder->record( new Entry( 'read', "order:$id", 'admin' ) );
		}
	}

	/**
	 * The preview that opens in the list.
	 *
	 * @param mixed $details Passed through.
	 * @param mixed $order   The order.
	 */
	public function previewed( mixed $details, mixed $order ): mixed {
		if ( $order instanceof \WC_Order ) {
			$this->or_die( new Entry( 'read', 'order:' . $order->get_id(), 'admin' ) );
		}
		return $details;
	}

	/**
	 * Names and addresses in the customer search.
	 *
	 * @param mixed $found Names by user id.
	 */
	public function found_customers( mixed $found ): mixed {
		$ids = array_filter( is_array( $found ) ? array_keys( $found ) : array(), static fn( int|string $id ): bool => (int) $id > 0 );
		$this->or_die( ...array_map( static fn( int|string $id ): Entry => new Entry( 'read', "user:$id", 'admin' ), array_values( $ids ) ) );
		return $found;
	}

	/**
	 * Logs, or ends the request with 503.
	 *
	 * @param Entry ...$entries What to log.
	 */
	private function or_die( Entry ...$entries ): void {
		try {
			$this->recorder->record( ...$entries );
		} catch ( Log_Error ) {
			wp_die( esc_html( Log_Error::public_message() ), '', array( 'response' => 503 ) );
		}
	}

	/**
	 * A parameter of the address, for comparison only.
	 *
	 * @param string $name Its name.
	 */
	private function query( string $name ): string {
		$value = $_GET[ $name ] ?? ''; // phpcs:ignore WordPress.Security -- compared only.
		return is_string( $value ) ? $value : '';
	}
}
