<?php
/**
 * Holds a page back until its reads are logged.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * An output buffer around a whole page. The reads that the page makes are written in one transaction before
 * its first byte leaves; when they cannot be, the visitor gets 503 and none of the page.
 */
final class Gate {

	/**
	 * True once open() was called.
	 *
	 * @var bool
	 */
	private bool $open = false;

	/**
	 * A gate for one request.
	 *
	 * @param Recorder $recorder Collects meanwhile.
	 */
	public function __construct( private readonly Recorder $recorder ) {
	}

	/**
	 * Starts holding back. Idempotent.
	 */
	public function open(): void {
		if ( $this->open ) {
			return;
		}
		$this->open = true;
		$this->recorder->hold();
		ob_start( $this->pass( ... ) );
	}

	/**
	 * Logs what is about to be changed, also while a page is held back; or ends the request with 503.
	 *
	 * @param Entry ...$entries What to log.
	 */
	public function log_now( Entry ...$entries ): void {
		$held = $this->recorder->is_holding();
		try {
			$this->recorder->record( ...$entries );
			$this->recorder->settle();
		} catch ( Log_Error ) {
			wp_die( esc_html( Log_Error::public_message() ), '', array( 'response' => 503 ) );
		}
		if ( $held ) {
			$this->recorder->hold();
		}
	}

	/**
	 * The buffer's callback: the page, or the refusal.
	 *
	 * @param string $page What was printed so far.
	 */
	private function pass( string $page ): string {
		try {
			$this->recorder->settle();
			return $page;
		} catch ( Log_Error ) {
			if ( ! headers_sent() ) {
				http_response_code( 503 );
				header( 'Content-Type: text/html; charset=utf-8' );
				header( 'Cache-Control: no-store' );
				header( 'Retry-After: 60' );
			}
			return '<!DOCTYPE html><title>503</title><p>' . esc_html( Log_Error::public_message() ) . '</p>';
		}
	}
}
