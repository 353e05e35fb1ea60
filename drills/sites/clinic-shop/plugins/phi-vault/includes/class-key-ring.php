<?php
/**
 * The keys of the vault, old and current.
 *
 * @package Phi_Vault
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Vault;

/**
 * Reads `{"current":"<id>","keys":{"<id>":"<base64 of 32 bytes>"}}`.
 *
 * A key's id is derived from the key, so that a file with the wrong key under the right name is noticed
 * before anything is encrypted with it.
 */
final class Key_Ring {

	/**
	 * Use from_file() or from_json().
	 *
	 * @param string                $current Id of the key that encrypts.
	 * @param array<string, string> $keys    Raw keys by id.
	 */
	private function __construct( public readonly string $current, private readonly array $keys ) {
	}

	/**
	 * The first eight hex digits of SHA-256 of `phi-vault-key-id` and the raw key.
	 *
	 * @param string $raw_key 32 bytes.
	 */
	public static function id_of( string $raw_key ): string {
		return substr( hash( 'sha256', 'phi-vault-key-id' . $raw_key ), 0, 8 );
	}

	/**
	 * Reads the key file.
	 *
	 * @param string $path Outside the web root.
	 * @throws Vault_Error `key-file` when it is missing, unreadable or not a key file.
	 */
	public static function from_file( string $path ): self {
		if ( ! is_file( $path ) || ! is_readable( $path ) ) {
			throw new Vault_Error( 'key-file', "PHI Vault: the key file $path is missing or not readable." );
		}
		return self::from_json( (string) file_get_contents( $path ) );
	}

	/**
	 * Reads the contents of a key file.
	 *
	 * @param string $json Contents of the file.
	 * @throws Vault_Error `key-file` when it is not a key file.
	 */
	public static function from_json( string $json ): self {
		$data = json_decode( $json, true );
		if ( ! is_array( $data ) || ! is_string( $data['current'] ?? null ) || ! is_array( $data['keys'] ?? null ) ) {
			throw new Vault_Error( 'key-file', 'PHI Vault: the key file is not {"current", "keys"} in JSON.' );
		}
		$keys = array();
		foreach ( $data['keys'] as $id => $encoded ) {
			$raw = is_string( $encoded ) ? base64_decode( $encoded, true ) : false; // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode
			if ( false === $raw || 32 !== strlen( $raw ) || self::id_of( $raw ) !== (string) $id ) {
				throw new Vault_Error( 'key-file', 'PHI Vault: a key of the key file is not 32 bytes or does not have the id it stands under.' );
			}
			$keys[ (string) $id ] = $raw;
		}
		if ( ! isset( $keys[ $data['current'] ] ) ) {
			throw new Vault_Error( 'key-file', 'PHI Vault: the key file does not hold its own current key.' );
		}
		return new self( $data['current'], $keys );
	}

	/**
	 * The raw key that stands under an id.
	 *
	 * @param string $id Eight hex digits.
	 * @throws Vault_Error `unknown-key`.
	 */
	public function key( string $id ): string {
		return $this->keys[ $id ] ?? throw new Vault_Error( 'unknown-key', "PHI Vault: key $id is not in the key file." );
	}
}
