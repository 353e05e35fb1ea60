<?php
/**
 * Decryption.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * Whatever makes the vault decrypt is a read, also where no page or route is known to this plugin.
 */
final class Vault_Reads {

	/**
	 * Listens on the vault.
	 *
	 * @param Recorder $recorder Logs.
	 */
	public function __construct( private readonly Recorder $recorder ) {
	}

	/**
	 * Adds the hook.
	 */
	public function listen(): void {
		add_action( 'phi_vault_decrypting', array( $this, 'decrypting' ) );
	}

	/**
	 * Logs the read before the value is decrypted.
	 *
	 * @param string $record E.g. `order:123`.
	 * @throws Log_Error When it cannot be logged: nothing is decrypted. Ends a page with 503.
	 */
	public function decrypting( string $record ): void {
		try {
			$this->recorder->record( new Entry( 'read', substr( $record, 0, 64 ), Actor::channel() ) );
		} catch ( Log_Error $error ) {
			if ( in_array( Actor::channel(), array( 'admin', 'my-account' ), true ) ) {
				wp_die( esc_html( Log_Error::public_message() ), '', array( 'response' => 503 ) );
			}
			throw $error;
		}
	}
}
