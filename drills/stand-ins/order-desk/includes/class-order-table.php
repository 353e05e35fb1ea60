<?php
/**
 * Orders in WooCommerce's tables (HPOS).
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Order_Desk;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- these tables have no other interface.

/**
 * Ids come from wp_posts, as WooCommerce's do: a placeholder post per order. Rows are written as WooCommerce writes
 * them, too, over whatever stands under that id: a shop whose posts are older than its orders loses orders this way.
 */
final class Order_Table {

	/**
	 * Stores a new order with its lines; returns its id.
	 *
	 * @param \WC_Order $order Without an id.
	 * @throws \RuntimeException When the database refuses.
	 */
	public static function insert( \WC_Order $order ): int {
		global $wpdb;
		$now = gmdate( 'Y-m-d H:i:s' );
		$id  = wp_insert_post(
			array(
				'post_type'     => 'shop_order_placehold',
				'post_status'   => 'draft',
				'post_date'     => $now,
				'post_date_gmt' => $now,
			)
		);
		$row = array(
			'id'              => $id,
			'type'            => 'shop_order',
			'tax_amount'      => '0',
			'parent_order_id' => '0',
			'billing_email'   => $order->get_billing_email(),
			'total_amount'    => $order->get_total(),
		);
		foreach ( array( 'currency', 'customer_id', 'date_created_gmt', 'payment_method', 'payment_method_title', 'ip_address', 'user_agent', 'customer_note' ) as $column ) {
			$row[ $column ] = $order->get( $column );
		}
		$stored = 0 !== $id && self::store( 'wc_orders', $row );
		$stored = $stored && self::store(
			'wc_order_operational_data',
			array(
				'order_id'             => $id,
				'created_via'          => 'store-api',
				'prices_include_tax'   => 0,
				'order_key'            => $order->get_order_key(),
				'new_order_email_sent' => 0,
			)
		);
		foreach ( array( 'billing', 'shipping' ) as $type ) {
			$stored = $stored && self::store( 'wc_order_addresses', array( 'order_id' => $id, 'address_type' => $type ) + $order->get_address( $type ) );
		}
		foreach ( $order->get_items() as $item ) {
			$stored = $stored && self::insert_item( (int) $id, $item );
		}
		return $stored ? (int) $id : throw new \RuntimeException( 'Order Desk: the order could not be stored.' );
	}

	/**
	 * Inserts a row, or writes over the one that has its key.
	 *
	 * @param string                    $table Without prefix.
	 * @param array<string, int|string> $row   Columns and values.
	 */
	private static function store( string $table, array $row ): bool {
		global $wpdb;
		$columns = array_keys( $row );
		$marks   = implode( ', ', array_fill( 0, count( $row ), '%s' ) );
		$updates = implode( ', ', array_map( static fn( string $column ): string => "$column = VALUES($column)", $columns ) );
		$sql     = "INSERT INTO {$wpdb->prefix}$table (" . implode( ', ', $columns ) . ") VALUES ($marks) ON DUPLICATE KEY UPDATE $updates";
		return false !== $wpdb->query( $wpdb->prepare( $sql, array_values( $row ) ) ); // phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- columns are named in this file.
	}

	/**
	 * Stores one line.
	 *
	 * @param int                    $order_id Its order.
	 * @param \WC_Order_Item_Product $item     The line.
	 */
	private static function insert_item( int $order_id, \WC_Order_Item_Product $item ): bool {
		global $wpdb;
		$stored = $wpdb->insert( "{$wpdb->prefix}woocommerce_order_items", array( 'order_item_name' => $item->get_name(), 'order_item_type' => 'line_item', 'order_id' => $order_id ) );
		$id     = $wpdb->insert_id;
		foreach ( array( '_product_id' => $item->get_product_id(), '_qty' => $item->get_quantity(), '_line_total' => $item->get_total() ) as $key => $value ) {
			$stored = $stored && $wpdb->insert( "{$wpdb->prefix}woocommerce_order_itemmeta", array( 'order_item_id' => $id, 'meta_key' => $key, 'meta_value' => (string) $value ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
		}
		return (bool) $stored;
	}

	/**
	 * Stores status and meta values.
	 *
	 * @param \WC_Order $order With an id.
	 */
	public static function update( \WC_Order $order ): void {
		global $wpdb;
		$wpdb->update( "{$wpdb->prefix}wc_orders", array( 'status' => self::stored_status( $order->get_status() ), 'date_updated_gmt' => gmdate( 'Y-m-d H:i:s' ) ), array( 'id' => $order->get_id() ) );
		$known = self::meta( $order->get_id() );
		foreach ( $order->get_meta_data() as $key => $value ) {
			if ( ! isset( $known[ $key ] ) ) {
				$wpdb->insert( "{$wpdb->prefix}wc_orders_meta", array( 'order_id' => $order->get_id(), 'meta_key' => $key, 'meta_value' => $value ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
			} elseif ( $known[ $key ] !== $value ) {
				$wpdb->update( "{$wpdb->prefix}wc_orders_meta", array( 'meta_value' => $value ), array( 'order_id' => $order->get_id(), 'meta_key' => $key ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
			}
		}
	}

	/**
	 * An order, or null.
	 *
	 * @param int $id Its id.
	 */
	public static function find( int $id ): ?\WC_Order {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( "SELECT o.*, d.order_key FROM {$wpdb->prefix}wc_orders o LEFT JOIN {$wpdb->prefix}wc_order_operational_data d ON d.order_id = o.id WHERE o.id = %d", $id ), ARRAY_A );
		if ( ! is_array( $row ) ) {
			return null;
		}
		$row           = array_map( 'strval', $row );
		$row['status'] = preg_replace( '/^wc-/', '', $row['status'] ) ?? '';
		$addresses     = array();
		foreach ( $wpdb->get_results( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}wc_order_addresses WHERE order_id = %d", $id ), ARRAY_A ) as $address ) {
			$addresses[ (string) $address['address_type'] ] = array_map( 'strval', array_intersect_key( $address, array_flip( \WC_Order::ADDRESS ) ) );
		}
		return ( new \WC_Order( $id ) )->fill( $row, $addresses, self::items( $id ), self::meta( $id ) );
	}

	/**
	 * Ids of orders, newest first.
	 *
	 * @param int      $limit    At most so many.
	 * @param int      $offset   After so many.
	 * @param int|null $customer Of one customer only.
	 * @return list<int>
	 */
	public static function ids( int $limit, int $offset = 0, ?int $customer = null ): array {
		global $wpdb;
		$where = null === $customer ? '' : $wpdb->prepare( 'AND customer_id = %d', $customer );
		return array_map( 'intval', array_values( $wpdb->get_col( $wpdb->prepare( "SELECT id FROM {$wpdb->prefix}wc_orders WHERE type = 'shop_order' AND status NOT IN ('wc-checkout-draft', 'trash') $where ORDER BY date_created_gmt DESC, id DESC LIMIT %d OFFSET %d", $limit, $offset ) ) ) ); // phpcs:ignore WordPress.DB.PreparedSQL -- prepared above.
	}

	/**
	 * Lines of an order.
	 *
	 * @param int $id The order.
	 * @return list<\WC_Order_Item_Product>
	 */
	private static function items( int $id ): array {
		global $wpdb;
		$sql = "SELECT i.order_item_id, i.order_item_name,
			MAX(IF(m.meta_key = '_product_id', m.meta_value, NULL)) AS product_id,
			MAX(IF(m.meta_key = '_qty', m.meta_value, NULL)) AS quantity,
			MAX(IF(m.meta_key = '_line_total', m.meta_value, NULL)) AS total
			FROM {$wpdb->prefix}woocommerce_order_items i LEFT JOIN {$wpdb->prefix}woocommerce_order_itemmeta m ON m.order_item_id = i.order_item_id
			WHERE i.order_id = %d AND i.order_item_type = 'line_item' GROUP BY i.order_item_id, i.order_item_name ORDER BY i.order_item_id";
		$items = array();
		foreach ( $wpdb->get_results( $wpdb->prepare( $sql, $id ) ) as $row ) { // phpcs:ignore WordPress.DB.PreparedSQL -- a constant above.
			$items[] = new \WC_Order_Item_Product( (int) $row->product_id, (string) $row->order_item_name, (int) $row->quantity, (string) $row->total, (int) $row->order_item_id );
		}
		return $items;
	}

	/**
	 * Meta values of an order.
	 *
	 * @param int $id The order.
	 * @return array<string, string>
	 */
	private static function meta( int $id ): array {
		global $wpdb;
		$rows = $wpdb->get_results( $wpdb->prepare( "SELECT meta_key, meta_value FROM {$wpdb->prefix}wc_orders_meta WHERE order_id = %d ORDER BY id", $id ), ARRAY_A );
		return array_map( 'strval', array_column( $rows, 'meta_value', 'meta_key' ) );
	}

	/**
	 * A status as the table has it.
	 *
	 * @param string $status Without prefix.
	 */
	private static function stored_status( string $status ): string {
		return "wc-$status";
	}
}
