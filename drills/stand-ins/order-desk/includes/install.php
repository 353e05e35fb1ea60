<?php
/**
 * What activation creates.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Order_Desk;

/**
 * Refuses to be active beside WooCommerce.
 */
function activate(): void {
	if ( is_plugin_active( 'woocommerce/woocommerce.php' ) ) {
		wp_die( esc_html__( 'Order Desk stands in for WooCommerce and cannot be active beside it.', 'order-desk' ) );
	}
	install();
}

/**
 * As WooCommerce's `WC_Install::check_version`, which runs on every request: when the database was written by an older
 * version, everything is installed again, roles with their capabilities too. A newer database is left alone.
 */
function check_version(): void {
	if ( version_compare( (string) get_option( 'order_desk_version', '0' ), ORDER_DESK_VERSION, '<' ) && ! get_transient( 'order_desk_installing' ) ) {
		set_transient( 'order_desk_installing', 'yes', 10 * MINUTE_IN_SECONDS );
		install();
		delete_transient( 'order_desk_installing' );
	}
}

/**
 * Tables, roles, folders and the My account page. Leaves what exists.
 */
function install(): void {
	create_tables();
	create_roles();
	create_folders();
	create_account_page();
	update_option( 'order_desk_version', ORDER_DESK_VERSION );
}

/**
 * WooCommerce's two private folders among the uploads, each with its own `.htaccess` (`WC_Install::create_files`).
 */
function create_folders(): void {
	$uploads = wp_upload_dir( null, false )['basedir'];
	foreach ( array( 'wc-logs', 'woocommerce_uploads' ) as $folder ) {
		wp_mkdir_p( "$uploads/$folder" );
		foreach ( array( '.htaccess' => 'deny from all', 'index.html' => '' ) as $file => $content ) {
			if ( ! file_exists( "$uploads/$folder/$file" ) ) {
				file_put_contents( "$uploads/$folder/$file", $content ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- As WooCommerce does: WP_Filesystem is not loaded on a page.
			}
		}
	}
}

/**
 * WooCommerce 10.6's definitions.
 */
function create_tables(): void {
	global $wpdb;
	$collate = $wpdb->get_charset_collate();
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	dbDelta(
		"
CREATE TABLE {$wpdb->prefix}wc_orders (
	id bigint(20) unsigned,
	status varchar(20) null,
	currency varchar(10) null,
	type varchar(20) null,
	tax_amount decimal(26,8) null,
	total_amount decimal(26,8) null,
	customer_id bigint(20) unsigned null,
	billing_email varchar(320) null,
	date_created_gmt datetime null,
	date_updated_gmt datetime null,
	parent_order_id bigint(20) unsigned null,
	payment_method varchar(100) null,
	payment_method_title text null,
	transaction_id varchar(100) null,
	ip_address varchar(100) null,
	user_agent text null,
	customer_note text null,
	PRIMARY KEY (id),
	KEY status (status),
	KEY date_created (date_created_gmt),
	KEY customer_id_billing_email (customer_id, billing_email(171)),
	KEY customer_id_status (customer_id, status),
	KEY billing_email (billing_email(191)),
	KEY type_status_date (type, status, date_created_gmt),
	KEY parent_order_id (parent_order_id),
	KEY date_updated (date_updated_gmt)
) $collate;
CREATE TABLE {$wpdb->prefix}wc_order_addresses (
	id bigint(20) unsigned auto_increment primary key,
	order_id bigint(20) unsigned NOT NULL,
	address_type varchar(20) null,
	first_name text null,
	last_name text null,
	company text null,
	address_1 text null,
	address_2 text null,
	city text null,
	state text null,
	postcode text null,
	country text null,
	email varchar(320) null,
	phone varchar(100) null,
	KEY order_id (order_id),
	UNIQUE KEY address_type_order_id (address_type, order_id),
	KEY email (email(191)),
	KEY phone (phone)
) $collate;
CREATE TABLE {$wpdb->prefix}wc_order_operational_data (
	id bigint(20) unsigned auto_increment primary key,
	order_id bigint(20) unsigned NULL,
	created_via varchar(100) NULL,
	woocommerce_version varchar(20) NULL,
	prices_include_tax tinyint(1) NULL,
	coupon_usages_are_counted tinyint(1) NULL,
	download_permission_granted tinyint(1) NULL,
	cart_hash varchar(100) NULL,
	new_order_email_sent tinyint(1) NULL,
	order_key varchar(100) NULL,
	order_stock_reduced tinyint(1) NULL,
	date_paid_gmt datetime NULL,
	date_completed_gmt datetime NULL,
	shipping_tax_amount decimal(26,8) NULL,
	shipping_total_amount decimal(26,8) NULL,
	discount_tax_amount decimal(26,8) NULL,
	discount_total_amount decimal(26,8) NULL,
	recorded_sales tinyint(1) NULL,
	UNIQUE KEY order_id (order_id),
	KEY order_key (order_key)
) $collate;
CREATE TABLE {$wpdb->prefix}wc_orders_meta (
	id bigint(20) unsigned auto_increment primary key,
	order_id bigint(20) unsigned null,
	meta_key varchar(255),
	meta_value text null,
	KEY meta_key_value (meta_key(100), meta_value(82)),
	KEY order_id_meta_key_meta_value (order_id, meta_key(100), meta_value(82))
) $collate;
CREATE TABLE {$wpdb->prefix}woocommerce_order_items (
	order_item_id bigint(20) unsigned NOT NULL auto_increment,
	order_item_name text NOT NULL,
	order_item_type varchar(200) NOT NULL DEFAULT '',
	order_id bigint(20) unsigned NOT NULL,
	PRIMARY KEY  (order_item_id),
	KEY order_id (order_id)
) $collate;
CREATE TABLE {$wpdb->prefix}woocommerce_order_itemmeta (
	meta_id bigint(20) unsigned NOT NULL auto_increment,
	order_item_id bigint(20) unsigned NOT NULL,
	meta_key varchar(255) default NULL,
	meta_value longtext NULL,
	PRIMARY KEY  (meta_id),
	KEY order_item_id (order_item_id),
	KEY meta_key (meta_key(32))
) $collate;
CREATE TABLE {$wpdb->prefix}woocommerce_sessions (
	session_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
	session_key char(32) NOT NULL,
	session_value longtext NOT NULL,
	session_expiry bigint(20) unsigned NOT NULL,
	PRIMARY KEY  (session_id),
	KEY session_expiry (session_expiry),
	UNIQUE KEY session_key (session_key)
) $collate;"
	);
}

/**
 * WooCommerce's roles: customer, shop_manager (39 + 54 capabilities), and the same 54 for administrators.
 */
function create_roles(): void {
	add_role( 'customer', 'Customer', array( 'read' => true ) );
	$base = 'read read_private_pages read_private_posts edit_posts edit_pages edit_published_posts edit_published_pages edit_private_pages '
		. 'edit_private_posts edit_others_posts edit_others_pages publish_posts publish_pages delete_posts delete_pages delete_private_pages '
		. 'delete_private_posts delete_published_pages delete_published_posts delete_others_posts delete_others_pages manage_categories '
		. 'manage_links moderate_comments upload_files export import list_users edit_theme_options '
		. 'level_9 level_8 level_7 level_6 level_5 level_4 level_3 level_2 level_1 level_0';
	add_role( 'shop_manager', 'Shop manager', array_fill_keys( explode( ' ', $base ), true ) );

	$capabilities = array( 'manage_woocommerce', 'create_customers', 'view_woocommerce_reports' );
	$forms        = 'edit_% read_% delete_% edit_%s edit_others_%s publish_%s read_private_%s delete_%s delete_private_%s delete_published_%s '
		. 'delete_others_%s edit_private_%s edit_published_%s manage_%_terms edit_%_terms delete_%_terms assign_%_terms';
	foreach ( array( 'product', 'shop_order', 'shop_coupon' ) as $type ) {
		array_push( $capabilities, ...explode( ' ', str_replace( '%', $type, $forms ) ) );
	}
	foreach ( array( 'shop_manager', 'administrator' ) as $role ) {
		foreach ( $capabilities as $capability ) {
			get_role( $role )?->add_cap( $capability );
		}
	}
}

/**
 * The page whose number WooCommerce keeps in `woocommerce_myaccount_page_id`.
 */
function create_account_page(): void {
	if ( null === get_post( (int) get_option( 'woocommerce_myaccount_page_id' ) ) || ! get_option( 'woocommerce_myaccount_page_id' ) ) {
		$id = wp_insert_post(
			array(
				'post_type'    => 'page',
				'post_status'  => 'publish',
				'post_title'   => 'My account',
				'post_name'    => 'my-account',
				'post_content' => '<!-- wp:shortcode -->[woocommerce_my_account]<!-- /wp:shortcode -->',
			)
		);
		update_option( 'woocommerce_myaccount_page_id', $id );
	}
}
