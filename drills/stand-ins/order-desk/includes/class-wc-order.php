<?php
/**
 * An order.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

/**
 * The part of WooCommerce's class that is used here. Stored by Order_Desk\Order_Table.
 */
class WC_Order {

	public const ADDRESS = array( 'first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country', 'email', 'phone' );

	/**
	 * Columns of wc_orders, and order_key.
	 *
	 * @var array<string, string>
	 */
	private array $data = array(
		'status'               => 'checkout-draft',
		'currency'             => 'USD',
		'total_amount'         => '0',
		'customer_id'          => '0',
		'date_created_gmt'     => '',
		'payment_method'       => '',
		'payment_method_title' => '',
		'ip_address'           => '',
		'user_agent'           => '',
		'customer_note'        => '',
		'order_key'            => '',
	);

	/**
	 * Fields by type, billing and shipping.
	 *
	 * @var array<string, array<string, string>>
	 */
	private array $addresses = array();

	/**
	 * Lines.
	 *
	 * @var list<WC_Order_Item_Product>
	 */
	private array $items = array();

	/**
	 * Values by key.
	 *
	 * @var array<string, string>
	 */
	private array $meta = array();

	/**
	 * An order, 0 for a new one.
	 *
	 * @param int $id Its id, which is the id of a placeholder in wp_posts.
	 */
	public function __construct( private int $id = 0 ) {
	}

	/**
	 * Fills an order that was read, or a draft.
	 *
	 * @param array<string, string>                $data      Columns.
	 * @param array<string, array<string, string>> $addresses By type.
	 * @param list<WC_Order_Item_Product>          $items     Lines.
	 * @param array<string, string>                $meta      By key.
	 */
	public function fill( array $data, array $addresses, array $items, array $meta = array() ): self {
		$this->data      = array_intersect_key( $data, $this->data ) + $this->data;
		$this->addresses = $addresses;
		$this->items     = $items;
		$this->meta      = $meta;
		return $this;
	}

	/** The order's id. */
	public function get_id(): int {
		return $this->id;
	}

	/**
	 * A column.
	 *
	 * @param string $name One of the columns, or order_key.
	 */
	public function get( string $name ): string {
		return $this->data[ $name ] ?? '';
	}

	/** The status without its prefix. */
	public function get_status(): string {
		return $this->get( 'status' );
	}

	/** The customer, 0 for a guest. */
	public function get_customer_id(): int {
		return (int) $this->get( 'customer_id' );
	}

	/** The secret of the guest's links. */
	public function get_order_key(): string {
		return $this->get( 'order_key' );
	}

	/** The sum. */
	public function get_total(): string {
		return $this->get( 'total_amount' );
	}

	/** The guest's e-mail address. */
	public function get_billing_email(): string {
		return $this->addresses['billing']['email'] ?? '';
	}

	/**
	 * An address with all its fields.
	 *
	 * @param string $type One of billing, shipping.
	 * @return array<string, string>
	 */
	public function get_address( string $type = 'billing' ): array {
		return array_merge( array_fill_keys( self::ADDRESS, '' ), $this->addresses[ $type ] ?? array() );
	}

	/**
	 * The lines.
	 *
	 * @return list<WC_Order_Item_Product>
	 */
	public function get_items(): array {
		return $this->items;
	}

	/**
	 * A meta value, '' when there is none.
	 *
	 * @param string $key Its key.
	 */
	public function get_meta( string $key ): string {
		return $this->meta[ $key ] ?? '';
	}

	/**
	 * All meta values.
	 *
	 * @return array<string, string>
	 */
	public function get_meta_data(): array {
		return $this->meta;
	}

	/**
	 * Sets a meta value; save() stores it.
	 *
	 * @param string $key   Its key.
	 * @param string $value Its value.
	 */
	public function update_meta_data( string $key, string $value ): void {
		$this->meta[ $key ] = $value;
	}

	/**
	 * Sets the status; save() stores it.
	 *
	 * @param string $status Without prefix.
	 */
	public function set_status( string $status ): void {
		$this->data['status'] = $status;
	}

	/** Stores the order; returns its id. */
	public function save(): int {
		if ( 0 === $this->id ) {
			$this->data['date_created_gmt'] = gmdate( 'Y-m-d H:i:s' );
			$this->data['order_key']        = 'wc_order_' . wp_generate_password( 13, false );
			$this->id                       = Order_Desk\Order_Table::insert( $this );
		}
		Order_Desk\Order_Table::update( $this );
		return $this->id;
	}
}
