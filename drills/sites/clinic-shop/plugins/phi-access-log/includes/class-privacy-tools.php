<?php
/**
 * WordPress's export and erasure of personal data.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * Logs each page of an export before it is written to the file, and each erasure.
 */
final class Privacy_Tools {

	/**
	 * Listens on the tools' hooks.
	 *
	 * @param Recorder $recorder Logs.
	 */
	public function __construct( private readonly Recorder $recorder ) {
	}

	/**
	 * Adds the hooks.
	 */
	public function listen(): void {
		add_filter( 'wp_privacy_personal_data_export_page', array( $this, 'exported' ), 1, 3 );
		add_filter( 'wp_privacy_personal_data_erasure_page', array( $this, 'erased' ), 1, 3 );
		add_action( 'woocommerce_remove_order_personal_data', array( $this, 'order_erased' ), 1 );
	}

	/**
	 * One page of an export.
	 *
	 * @param mixed $page  Passed through.
	 * @param mixed $index Unused.
	 * @param mixed $email Whose data.
	 */
	public function exported( mixed $page, mixed $index, mixed $email ): mixed {
		$this->log( 'export', $this->person( $email ), 'export' );
		return $page;
	}

	/**
	 * One page of an erasure.
	 *
	 * @param mixed $page  Passed through.
	 * @param mixed $index Unused.
	 * @param mixed $email Whose data.
	 */
	public function erased( mixed $page, mixed $index, mixed $email ): mixed {
		$this->log( 'erase', $this->person( $email ), 'export' );
		return $page;
	}

	/**
	 * An order made anonymous.
	 *
	 * @param mixed $order A WC_Order.
	 */
	public function order_erased( mixed $order ): void {
		if ( $order instanceof \WC_Order ) {
			$this->log( 'erase', 'order:' . $order->get_id(), Actor::channel() );
		}
	}

	/**
	 * The person as the log names them; 0 for somebody without an account.
	 *
	 * @param mixed $email Their address, which the log must not hold.
	 */
	private function person( mixed $email ): string {
		$user = is_string( $email ) ? get_user_by( 'email', $email ) : false;
		return 'user:' . ( $user ? $user->ID : 0 );
	}

	/**
	 * Logs, or ends the request with 503.
	 *
	 * @param string $action  The action.
	 * @param string $subject The object.
	 * @param string $channel The door.
	 */
	private function log( string $action, string $subject, string $channel ): void {
		try {
			$this->recorder->record( new Entry( $action, $subject, $channel ) );
		} catch ( Log_Error ) {
			wp_die( esc_html( Log_Error::public_message() ), '', array( 'response' => 503 ) );
		}
	}
}
