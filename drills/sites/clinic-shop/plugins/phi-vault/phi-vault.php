<?php
/**
 * Plugin Name:       PHI Vault
 * Description:       Encrypts single fields with AES-256-GCM, each value bound to its record and field; the key is a file outside the database and the web root.
 * Version:           1.0.0
 * Requires at least: 6.5
 * Requires PHP:      8.2
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       phi-vault
 *
 * @package Phi_Vault
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/includes/class-vault-error.php';
require_once __DIR__ . '/includes/class-key-ring.php';
require_once __DIR__ . '/includes/class-vault.php';

/**
 * The vault of this site. The key file is read at the first use, once per request.
 *
 * The file is the constant PHI_VAULT_KEY_FILE of wp-config.php, else /etc/phi-vault/keys.json.
 */
function phi_vault(): Phi_Vault\Vault {
	static $vault = null;
	$vault      ??= new Phi_Vault\Vault(
		static fn(): Phi_Vault\Key_Ring => Phi_Vault\Key_Ring::from_file(
			defined( 'PHI_VAULT_KEY_FILE' ) ? (string) constant( 'PHI_VAULT_KEY_FILE' ) : '/etc/phi-vault/keys.json'
		)
	);
	return $vault;
}
