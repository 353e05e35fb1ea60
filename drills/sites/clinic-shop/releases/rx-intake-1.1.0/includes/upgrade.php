<?php
/**
 * From 1.0 to 1.1: what was ordered before the update.
 *
 * @package Rx_Intake
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Rx_Intake;

/**
 * Runs on the first request that meets a database of 1.0, as plugins' upgrades do; a database of 1.1 is left alone.
 */
function upgrade(): void {
	if ( version_compare( (string) get_option( 'rx_intake_version', '1.0.0' ), '1.1.0', '>=' ) ) {
		return;
	}
	// Before the work: of two first requests one does it.
	update_option( 'rx_intake_version', '1.1.0' );
	name_prescription_items();
}

/**
 * Names every item of a product that needs a prescription.
 */
function name_prescription_items(): void {
	global $wpdb;
	// phpcs:disable WordPress.DB.DirectDatabaseQuery -- one statement over all orders; nothing of it is cached.
	$wpdb->query(
		"UPDATE {$wpdb->prefix}woocommerce_order_items AS i
		JOIN {$wpdb->prefix}woocommerce_order_itemmeta AS m ON m.order_item_id = i.order_item_id AND m.meta_key = '_product_id'
		JOIN {$wpdb->postmeta} AS p ON p.post_id = m.meta_value AND p.meta_key = '_needs_prescription' AND p.meta_value = 'yes'
		SET i.order_item_name = CONCAT(i.order_item_name, ' (Rx)')
		WHERE i.order_item_name NOT LIKE '% (Rx)'"
	);
	// phpcs:enable
}
