<?php
/**
 * Field encryption.
 *
 * @package Phi_Vault
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Vault;

/**
 * Values look like `phiv1:<key id>:<base64(nonce 12 . ciphertext . tag 16)>`.
 *
 * The additional data is `<record>|<field>`, e.g. `order:123|_rx_drug`: a value that was copied to another
 * order or field does not decrypt. Without a key file nothing is encrypted and nothing decrypted; the vault
 * never falls back to plaintext.
 */
final class Vault {

	private const CIPHER  = 'aes-256-gcm';
	private const PATTERN = '/^phiv1:([0-9a-f]{8}):([A-Za-z0-9+\/]+={0,2})$/D';

	/**
	 * The keys, once read.
	 *
	 * @var Key_Ring|null
	 */
	private ?Key_Ring $keys = null;

	/**
	 * A vault whose keys are read at the first use.
	 *
	 * @param \Closure(): Key_Ring $load Reads the keys; may throw Vault_Error.
	 */
	public function __construct( private readonly \Closure $load ) {
	}

	/**
	 * True when the value has the form of a ciphertext of this vault. Says nothing about its key or tag.
	 *
	 * @param string $value Any stored value.
	 */
	public static function is_ciphertext( string $value ): bool {
		return 1 === preg_match( self::PATTERN, $value );
	}

	/**
	 * Id of the key that encrypts now.
	 *
	 * @throws Vault_Error `key-file`.
	 */
	public function current_key_id(): string {
		return $this->keys()->current;
	}

	/**
	 * The value to store.
	 *
	 * @param string $plaintext What nobody may read.
	 * @param string $record    E.g. `order:123`.
	 * @param string $field     E.g. `_rx_drug`.
	 * @throws Vault_Error `key-file`.
	 */
	public function encrypt( string $plaintext, string $record, string $field ): string {
		$id     = $this->keys()->current;
		$nonce  = random_bytes( 12 );
		$tag    = '';
		$cipher = openssl_encrypt( $plaintext, self::CIPHER, $this->keys()->key( $id ), OPENSSL_RAW_DATA, $nonce, $tag, "$record|$field", 16 );
		if ( false === $cipher ) {
			throw new Vault_Error( 'bad-format', "PHI Vault: OpenSSL refused to encrypt $field of $record." );
		}
		return "phiv1:$id:" . base64_encode( $nonce . $cipher . $tag ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode
	}

	/**
	 * The plaintext of a stored value. Fires `phi_vault_decrypting` first, so that a log can record the read or refuse it.
	 *
	 * @param string $value  A ciphertext of this vault.
	 * @param string $record The record it was encrypted for.
	 * @param string $field  The field it was encrypted for.
	 * @throws Vault_Error `refused`, `bad-format`, `key-file`, `unknown-key` or `bad-tag`.
	 */
	public function decrypt( string $value, string $record, string $field ): string {
		/**
		 * Whether this record may be decrypted now.
		 *
		 * @param bool   $allow  True.
		 * @param string $record E.g. `order:123`.
		 */
		if ( ! apply_filters( 'phi_vault_allow', true, $record ) ) {
			throw new Vault_Error( 'refused', "PHI Vault: decrypting $record is not allowed here." );
		}
		/**
		 * Fires before a value is decrypted. A listener that throws prevents it.
		 *
		 * @param string $record E.g. `order:123`.
		 * @param string $field  E.g. `_rx_drug`.
		 */
		do_action( 'phi_vault_decrypting', $record, $field );

		return $this->open( $value, $record, $field );
	}

	/**
	 * Takes a value apart and checks its tag.
	 *
	 * @param string $value  A ciphertext.
	 * @param string $record Its record.
	 * @param string $field  Its field.
	 * @throws Vault_Error `bad-format`, `key-file`, `unknown-key` or `bad-tag`.
	 */
	private function open( string $value, string $record, string $field ): string {
		$sealed = 1 === preg_match( self::PATTERN, $value, $parts )
			? base64_decode( $parts[2], true ) // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode
			: false;
		if ( false === $sealed || strlen( $sealed ) < 28 ) {
			throw new Vault_Error( 'bad-format', "PHI Vault: $field of $record is not a value of this vault." );
		}
		$plain = openssl_decrypt(
			substr( $sealed, 12, -16 ),
			self::CIPHER,
			$this->keys()->key( $parts[1] ),
			OPENSSL_RAW_DATA,
			substr( $sealed, 0, 12 ),
			substr( $sealed, -16 ),
			"$record|$field"
		);
		return false === $plain
			? throw new Vault_Error( 'bad-tag', "PHI Vault: $field of $record was altered, or belongs to another record or key." )
			: $plain;
	}

	/**
	 * The keys, read once.
	 *
	 * @throws Vault_Error `key-file`.
	 */
	private function keys(): Key_Ring {
		return $this->keys ??= ( $this->load )();
	}
}
