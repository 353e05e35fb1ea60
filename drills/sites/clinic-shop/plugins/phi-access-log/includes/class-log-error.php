<?php
/**
 * The log could not be written.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * Whoever catches it must not serve what was to be logged. The message holds no row content.
 */
final class Log_Error extends \RuntimeException {

	/**
	 * What the visitor is told.
	 */
	public static function public_message(): string {
		return __( 'The access log cannot be written, so health data is not shown. Please tell the site administrator.', 'phi-access-log' );
	}
}
