<?php
/**
 * Who may do what.
 *
 * @package Care_Roles
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Care_Roles;

/**
 * The one definition of the clinic's roles.
 *
 * - pharmacist: every order through REST and wp-admin, with prescriptions. WooCommerce's order screen has no
 *   read-only mode, hence the edit capabilities; nothing lets a pharmacist delete.
 * - nurse: one order at a time through REST, with its prescription, when they know its number; no list.
 * - support: logs in and reads products through REST; no orders, no customers.
 */
const ROLES = array(
	'pharmacist' => array(
		'name'         => 'Pharmacist',
		'capabilities' => array(
			'read'                       => true,
			'view_admin_dashboard'       => true,
			'read_prescriptions'         => true,
			'read_shop_order'            => true,
			'read_private_shop_orders'   => true,
			'edit_shop_order'            => true,
			'edit_shop_orders'           => true,
			'edit_others_shop_orders'    => true,
			'edit_private_shop_orders'   => true,
			'edit_published_shop_orders' => true,
		),
	),
	'nurse'      => array(
		'name'         => 'Nurse',
		'capabilities' => array(
			'read'               => true,
			'read_prescriptions' => true,
			'read_single_orders' => true,
		),
	),
	'support'    => array(
		'name'         => 'Support',
		'capabilities' => array(
			'read'                  => true,
			'read_product'          => true,
			'read_private_products' => true,
		),
	),
);

/**
 * Creates the roles anew, lets administrators read prescriptions and takes the reports, which name patients, from shop
 * managers. Runs at activation: an upgrade of the commerce plugin gives `view_woocommerce_reports` back.
 */
function create(): void {
	foreach ( ROLES as $slug => $role ) {
		remove_role( $slug );
		add_role( $slug, $role['name'], $role['capabilities'] );
	}
	get_role( 'administrator' )?->add_cap( 'read_prescriptions' );
	get_role( 'shop_manager' )?->remove_cap( 'view_woocommerce_reports' );
}
