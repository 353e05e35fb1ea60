<?php
/**
 * The staff's page of a user.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * WooCommerce shows a customer's billing and shipping address on wp-admin/user-edit.php and stores them from there.
 * One's own profile page and the list of users (names and e-mail addresses) are not logged.
 */
final class User_Pages {

	/**
	 * Listens on the page's hooks.
	 *
	 * @param Recorder $recorder Logs.
	 * @param Gate     $gate     Holds the page back.
	 */
	public function __construct( private readonly Recorder $recorder, private readonly Gate $gate ) {
	}

	/**
	 * Adds the hooks.
	 */
	public function listen(): void {
		add_action( 'load-user-edit.php', array( $this, 'shown' ), 0 );
		add_action( 'edit_user_profile_update', array( $this, 'changed' ), 0 );
	}

	/**
	 * Holds the page back and logs it.
	 */
	public function shown(): void {
		$id = absint( is_scalar( $_REQUEST['user_id'] ?? 0 ) ? $_REQUEST['user_id'] ?? 0 : 0 ); // phpcs:ignore WordPress.Security -- a number only; WordPress checks the form's nonce.
		if ( $id > 0 ) {
			$this->gate->open();
			$this->recorder->record( new Entry( current_user_can( 'edit_user', $id ) ? 'read' : 'denied', "user:$id", 'admin' ) );
		}
	}

	/**
	 * Logs the change before it is stored.
	 *
	 * @param mixed $id The user's id.
	 */
	public function changed( mixed $id ): void {
		$this->gate->log_now( new Entry( 'write', 'user:' . absint( $id ), 'admin' ) );
	}
}
