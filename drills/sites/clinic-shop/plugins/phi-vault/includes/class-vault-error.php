<?php
/**
 * Why the vault refused.
 *
 * @package Phi_Vault
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Vault;

/**
 * The message says what and where; it never holds a plaintext, a ciphertext or a key.
 */
final class Vault_Error extends \RuntimeException {

	/**
	 * An error with its reason in one word.
	 *
	 * @param string          $reason   One of key-file, unknown-key, bad-format, bad-tag, refused.
	 * @param string          $message  What happened and where.
	 * @param \Throwable|null $previous What caused it.
	 */
	public function __construct( public readonly string $reason, string $message, ?\Throwable $previous = null ) {
		parent::__construct( $message, 0, $previous );
	}
}
