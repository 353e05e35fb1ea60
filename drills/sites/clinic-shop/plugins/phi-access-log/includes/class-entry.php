<?php
/**
 * One fact to be logged.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * What was done to which object; who and when come from the request.
 */
final class Entry {

	/**
	 * A fact.
	 *
	 * @param string $action  One of read, write, export, erase, denied.
	 * @param string $subject The object, e.g. `order:123`, `user:5`; `order:*` for a refused list,
	 *                        `order:new` for one that is about to get its number.
	 * @param string $channel One of rest, store-api, my-account, admin, export, cli.
	 */
	public function __construct( public readonly string $action, public readonly string $subject, public readonly string $channel ) {
	}

	/**
	 * The same action on the same object in one request is one row, whatever noticed it first.
	 */
	public function key(): string {
		return "$this->action $this->subject";
	}
}
