<?php
/**
 * What the recorder writes to.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * All entries or none.
 */
interface Log_Writer {

	/**
	 * Writes the entries; returns when they are safe.
	 *
	 * @param list<Entry> $entries    What to log, at least one.
	 * @param Actor       $actor      Who.
	 * @param string      $request_id Of the request.
	 * @throws Log_Error When they could not be written: do not serve.
	 */
	public function write( array $entries, Actor $actor, string $request_id ): void;
}
