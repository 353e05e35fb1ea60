<?php
/**
 * Orders that staff change or delete.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * Changes in wp-admin by form, list action or link (the list changes a status by GET), and every deletion. REST and
 * checkout log their own writes.
 */
final class Order_Changes {

	/**
	 * Listens on WooCommerce's order stores, and on WordPress's bin where orders are posts.
	 *
	 * @param Gate $gate Logs.
	 */
	public function __construct( private readonly Gate $gate ) {
	}

	/**
	 * Adds the hooks. An order's first save that is more than a draft is a new order, not an update.
	 */
	public function listen(): void {
		add_action( 'woocommerce_new_order', array( $this, 'changed' ) );
		add_action( 'woocommerce_update_order', array( $this, 'changed' ) );
		add_action( 'woocommerce_before_trash_order', array( $this, 'changed' ), 0 );
		add_action( 'woocommerce_before_delete_order', array( $this, 'deleted' ), 0 );
		add_action( 'wp_trash_post', array( $this, 'post_trashed' ), 0 );
		add_action( 'before_delete_post', array( $this, 'post_deleted' ), 0 );
	}

	/**
	 * An order that staff made or changed, or are about to put into the trash.
	 *
	 * @param mixed $id The order's id.
	 */
	public function changed( mixed $id ): void {
		if ( is_admin() && is_user_logged_in() ) {
			$this->gate->log_now( new Entry( 'write', 'order:' . absint( $id ), 'admin' ) );
		}
	}

	/**
	 * A post that is about to be put into the trash: WooCommerce says nothing where the order is one.
	 *
	 * @param mixed $id The post's id.
	 */
	public function post_trashed( mixed $id ): void {
		if ( 'shop_order' === get_post_type( absint( $id ) ) ) {
			$this->changed( $id );
		}
	}

	/**
	 * A post that is about to be deleted for good.
	 *
	 * @param mixed $id The post's id.
	 */
	public function post_deleted( mixed $id ): void {
		if ( 'shop_order' === get_post_type( absint( $id ) ) ) {
			$this->deleted( $id );
		}
	}

	/**
	 * An order that is about to be deleted for good, through whatever door.
	 *
	 * @param mixed $id The order's id.
	 */
	public function deleted( mixed $id ): void {
		$this->gate->log_now( new Entry( 'erase', 'order:' . absint( $id ), Actor::channel() ) );
	}
}
