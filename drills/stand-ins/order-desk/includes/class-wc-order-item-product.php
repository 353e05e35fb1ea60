<?php
/**
 * A line of an order.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

/**
 * The part of WooCommerce's class that is used here.
 */
class WC_Order_Item_Product {

	/**
	 * A line.
	 *
	 * @param int    $product_id The product.
	 * @param string $name       Its name at the time of the order.
	 * @param int    $quantity   How many.
	 * @param string $total      Price of the line.
	 * @param int    $id         0 until it is stored.
	 */
	public function __construct(
		private readonly int $product_id,
		private readonly string $name,
		private readonly int $quantity,
		private readonly string $total,
		private readonly int $id = 0
	) {
	}

	/** The row's id. */
	public function get_id(): int {
		return $this->id;
	}

	/** The product's id. */
	public function get_product_id(): int {
		return $this->product_id;
	}

	/** The product's name. */
	public function get_name(): string {
		return $this->name;
	}

	/** How many. */
	public function get_quantity(): int {
		return $this->quantity;
	}

	/** Price of the line. */
	public function get_total(): string {
		return $this->total;
	}
}
