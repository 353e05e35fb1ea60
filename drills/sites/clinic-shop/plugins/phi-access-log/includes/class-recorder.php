<?php
/**
 * The one place through which everything is logged.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * Writes at once, or collects while something (a gate, a batch) has promised to settle before bytes leave.
 *
 * One row per action and object within a request.
 */
final class Recorder {

	/**
	 * What this request has logged or collected.
	 *
	 * @var array<string, true>
	 */
	private array $seen = array();

	/**
	 * What is collected but not written.
	 *
	 * @var list<Entry>
	 */
	private array $pending = array();

	/**
	 * True while entries are collected.
	 *
	 * @var bool
	 */
	private bool $holding = false;

	/**
	 * True after the first failure of this request: from then on nothing is served.
	 *
	 * @var bool
	 */
	private bool $failed = false;

	/**
	 * A recorder for one request.
	 *
	 * @param Log_Writer $store Where rows go.
	 */
	public function __construct( private readonly Log_Writer $store ) {
	}

	/**
	 * Logs the entries that this request has not logged yet.
	 *
	 * @param Entry ...$entries What is about to be served, or was refused.
	 * @throws Log_Error When it could not be written: do not serve.
	 */
	public function record( Entry ...$entries ): void {
		foreach ( $entries as $entry ) {
			if ( ! isset( $this->seen[ $entry->key() ] ) ) {
				$this->seen[ $entry->key() ] = true;
				$this->pending[]             = $entry;
			}
		}
		if ( ! $this->holding ) {
			$this->settle();
		}
	}

	/**
	 * Collects from now on. Whoever calls it must call settle() before anything leaves.
	 */
	public function hold(): void {
		$this->holding = true;
	}

	/**
	 * True while somebody has promised to settle.
	 */
	public function is_holding(): bool {
		return $this->holding;
	}

	/**
	 * Writes what was collected, in one transaction, and writes at once from now on.
	 *
	 * @throws Log_Error When it could not be written, now or earlier in this request.
	 */
	public function settle(): void {
		$this->holding = false;
		if ( $this->failed ) {
			throw new Log_Error( 'PHI Access Log: an earlier entry of this request could not be written.' );
		}
		$entries       = $this->pending;
		$this->pending = array();
		if ( array() === $entries ) {
			return;
		}
		try {
			$this->store->write( $entries, Actor::current(), Actor::request_id() );
		} catch ( Log_Error $error ) {
			$this->failed = true;
			error_log( $error->getMessage() ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the operator must see it.
			throw $error;
		}
	}

	/**
	 * True when an entry of this request could not be written.
	 */
	public function has_failed(): bool {
		return $this->failed;
	}
}
