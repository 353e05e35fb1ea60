<?php
/**
 * A failure that the caller is told.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

/**
 * The message says what, where, what next; never PHI, secrets or row content.
 */
final class Failure extends \RuntimeException {

	/**
	 * A failure with its reason in one word.
	 *
	 * @param string $reason  The code on stderr.
	 * @param string $message The message on stderr.
	 */
	public function __construct( public readonly string $reason, string $message ) {
		parent::__construct( $message );
	}
}
