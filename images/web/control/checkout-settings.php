<?php
/**
 * `checkout-settings` {classic: bool, gateway}: how a shop made by Muster sells.
 *
 * `classic` puts the form of the shortcode on the checkout page; `gateway` is switched on when it is one of
 * WooCommerce's own. Returns {gateway}.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function ( array $input ): array {
	boot();
	$gateway = text( $input, 'gateway' );
	if ( in_array( $gateway, array( 'cheque', 'bacs', 'cod' ), true ) ) {
		$settings = get_option( "woocommerce_{$gateway}_settings" );
		update_option( "woocommerce_{$gateway}_settings", array( 'enabled' => 'yes' ) + ( is_array( $settings ) ? $settings : array() ) );
	}
	if ( true === ( $input['classic'] ?? false ) ) {
		$page = (int) get_option( 'woocommerce_checkout_page_id' );
		if ( ! shortcode_exists( 'woocommerce_checkout' ) || $page <= 0 ) {
			throw new Failure( 'no-classic-checkout', 'This shop software has no checkout form of the classic kind.' );
		}
		wp_update_post( array( 'ID' => $page, 'post_content' => '[woocommerce_checkout]' ) );
	}
	return array( 'gateway' => $gateway );
};
