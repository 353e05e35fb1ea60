<?php
/**
 * `install-shop` {orderStorage: hpos | hpos-sync | posts}: settings, pages and products of the demo shop, on
 * WooCommerce or on its stand-in.
 *
 * Idempotent: products are found by their SKU. The order storage must be set before the first order: WooCommerce
 * refuses to switch while orders are out of sync.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

const SHOP_OPTIONS = array(
	'permalink_structure'                          => '/%postname%/',
	'woocommerce_coming_soon'                      => 'no',
	'woocommerce_enable_guest_checkout'            => 'yes',
	'woocommerce_enable_checkout_login_reminder'   => 'no',
	'woocommerce_allow_tracking'                   => 'no',
	'woocommerce_show_marketplace_suggestions'     => 'no',
	'woocommerce_task_list_hidden'                 => 'yes',
	'woocommerce_onboarding_profile'               => array( 'skipped' => true ),
	'woocommerce_default_country'                  => 'US:CA',
	'woocommerce_currency'                         => 'USD',
	'woocommerce_calc_taxes'                       => 'no',
	'woocommerce_cheque_settings'                  => array(
		'enabled'      => 'yes',
		'title'        => 'Invoice',
		'description'  => 'You pay when you collect.',
		'instructions' => '',
	),
);

// Which store is authoritative, and whether the other one gets a copy.
const ORDER_STORE_OPTIONS = array( 'woocommerce_custom_orders_table_enabled', 'woocommerce_custom_orders_table_data_sync_enabled' );

// Name, SKU, price, virtual. All need a prescription; what is named in RESTRICTED is for staff to find.
const PRODUCTS = array(
	array( 'Canary Tablet', 'CANARY-TABLET', '12.00', true ),
	array( 'Amoxicillin 500 mg', 'AMOXICILLIN-500', '18.50', true ),
	array( 'Metformin 850 mg', 'METFORMIN-850', '9.80', true ),
	array( 'Insulin pen', 'INSULIN-PEN', '64.00', false ),
	array( 'Inhaler', 'INHALER', '41.00', false ),
	array( 'Methadone Oral Solution', 'METHADONE-10', '7.40', true ),
);
const RESTRICTED = array( 'METHADONE-10' );

/**
 * Creates one product, or finds it.
 *
 * @param array{string, string, string, bool} $product Name, SKU, price, virtual.
 */
$create = static function ( array $product ): int {
	list( $name, $sku, $price, $virtual ) = $product;
	$found                                = get_posts( array( 'post_type' => 'product', 'meta_key' => '_sku', 'meta_value' => $sku, 'fields' => 'ids' ) );
	if ( array() !== $found ) {
		return (int) $found[0];
	}
	if ( class_exists( 'WC_Product_Simple' ) ) {
		$item = new \WC_Product_Simple();
		$item->set_name( $name );
		$item->set_sku( $sku );
		$item->set_regular_price( $price );
		$item->set_virtual( $virtual );
		$item->update_meta_data( '_needs_prescription', 'yes' );
		if ( in_array( $sku, RESTRICTED, true ) ) {
			$item->update_meta_data( '_restricted', 'yes' );
		}
		return $item->save();
	}
	return (int) wp_insert_post(
		array(
			'post_type'   => 'product',
			'post_status' => 'publish',
			'post_title'  => $name,
			'meta_input'  => array(
				'_sku'                => $sku,
				'_price'              => $price,
				'_regular_price'      => $price,
				'_virtual'            => $virtual ? 'yes' : 'no',
				'_needs_prescription' => 'yes',
			) + ( in_array( $sku, RESTRICTED, true ) ? array( '_restricted' => 'yes' ) : array() ),
		)
	);
};

return static function ( array $input ) use ( $create ): array {
	boot();
	$storage = match ( $input['orderStorage'] ?? null ) {
		'hpos' => array( 'yes', 'no' ),
		'hpos-sync' => array( 'yes', 'yes' ),
		'posts' => array( 'no', 'no' ),
		default => throw new Failure( 'bad-input', 'orderStorage must be hpos, hpos-sync or posts.' ),
	};
	foreach ( array_combine( ORDER_STORE_OPTIONS, $storage ) as $name => $value ) {
		update_option( $name, $value );
		if ( get_option( $name ) !== $value ) {
			throw new Failure( 'storage-refused', "The shop refused to set $name." );
		}
	}
	foreach ( SHOP_OPTIONS as $name => $value ) {
		update_option( $name, $value );
	}
	if ( class_exists( 'WC_Install' ) ) {
		\WC_Install::create_pages();
	}
	delete_transient( '_wc_activation_redirect' );
	$products = array();
	foreach ( PRODUCTS as $product ) {
		$products[ $product[1] ] = $create( $product );
	}
	return array(
		'products' => $products,
		'pages'    => array_map( 'intval', array( 'myaccount' => get_option( 'woocommerce_myaccount_page_id' ), 'checkout' => get_option( 'woocommerce_checkout_page_id' ) ) ),
	);
};
