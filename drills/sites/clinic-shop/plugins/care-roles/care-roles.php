<?php
/**
 * Plugin Name:       Care Roles
 * Description:       The clinic's roles: pharmacist and nurse may read prescriptions, support may not read orders at all.
 * Version:           1.0.0
 * Requires at least: 6.5
 * Requires PHP:      8.2
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       care-roles
 *
 * The roles `customer` and `shop_manager` are the commerce plugin's. Deactivation leaves the roles: people
 * keep them, and a role that comes and goes with a plugin is how access drifts.
 *
 * @package Care_Roles
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/includes/roles.php';
require_once __DIR__ . '/includes/single-orders.php';
require_once __DIR__ . '/includes/admin-orders.php';

register_activation_hook( __FILE__, 'Care_Roles\\create' );
add_filter( 'woocommerce_rest_check_permissions', 'Care_Roles\\allow_single_order', 10, 4 );
add_filter( 'map_meta_cap', 'Care_Roles\\need_order_capability', 10, 4 );
