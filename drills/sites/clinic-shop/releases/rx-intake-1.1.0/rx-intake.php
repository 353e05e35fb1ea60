<?php
/**
 * Plugin Name:       Rx Intake
 * Description:       Prescription fields at the checkout, stored encrypted, shown only to those who may read prescriptions and to the patient.
 * Version:           1.1.0
 * Requires at least: 6.5
 * Requires PHP:      8.2
 * Requires Plugins:  phi-vault
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       rx-intake
 *
 * Needs a commerce plugin with WooCommerce's Store API; which one cannot be said in the header, so it is
 * looked for at run time. The checkout takes the fields from `extensions["rx-intake"]` of POST
 * /wc/store/v1/checkout; the classic checkout form has no fields for them and refuses such products.
 *
 * Since 1.1 an item that needs a prescription says so in its name; what was ordered before is renamed by the upgrade.
 *
 * @package Rx_Intake
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/includes/class-fields.php';
require_once __DIR__ . '/includes/class-prescription.php';
require_once __DIR__ . '/includes/class-checkout.php';
require_once __DIR__ . '/includes/class-rest-output.php';
require_once __DIR__ . '/includes/class-pages.php';
require_once __DIR__ . '/includes/upgrade.php';

add_action( 'init', 'Rx_Intake\\upgrade', 6 );

add_action(
	'plugins_loaded',
	static function (): void {
		if ( ! function_exists( 'phi_vault' ) || ! function_exists( 'wc_get_order' ) ) {
			add_action(
				'admin_notices',
				static function (): void {
					echo '<div class="notice notice-error"><p>' . esc_html__( 'Rx Intake needs PHI Vault and a commerce plugin: prescriptions are not taken until both are active.', 'rx-intake' ) . '</p></div>';
				}
			);
			return;
		}
		Rx_Intake\Checkout::listen();
		Rx_Intake\Rest_Output::listen();
		Rx_Intake\Pages::listen();
	}
);
