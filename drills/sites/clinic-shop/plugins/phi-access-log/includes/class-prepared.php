<?php
/**
 * What REST controllers put into an answer.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * Notes each object by its own id when a controller prepares it, whatever the route is called and whichever
 * fields were asked for.
 */
final class Prepared {

	/**
	 * Objects since take() was called.
	 *
	 * @var array<string, true>
	 */
	private array $noted = array();

	/**
	 * Adds the hooks, after all others.
	 */
	public function listen(): void {
		foreach ( array( 'shop_order_object', 'shop_order', 'shop_order_refund_object', 'order_note', 'customer' ) as $what ) {
			add_filter( "woocommerce_rest_prepare_$what", array( $this, 'note' ), PHP_INT_MAX, 2 );
		}
		add_filter( 'rest_prepare_user', array( $this, 'note_user' ), PHP_INT_MAX, 3 );
	}

	/**
	 * What was prepared since the last call, e.g. `order:123`.
	 *
	 * @return list<string>
	 */
	public function take(): array {
		$subjects    = array_keys( $this->noted );
		$this->noted = array();
		return $subjects;
	}

	/**
	 * Notes what a controller prepared.
	 *
	 * @param mixed $response Passed through.
	 * @param mixed $source   A WC_Order, WC_Customer, WP_User, WP_Post, or an order note's WP_Comment.
	 */
	public function note( mixed $response, mixed $source ): mixed {
		list( $kind, $id ) = match ( true ) {
			$source instanceof \WP_Comment => array( 'order', (int) $source->comment_post_ID ),
			$source instanceof \WP_User => array( 'user', $source->ID ),
			$source instanceof \WP_Post => array( 'order', $source->ID ),
			$source instanceof \WC_Order_Refund => array( 'order', $source->get_parent_id() ),
			$source instanceof \WC_Customer => array( 'user', $source->get_id() ),
			$source instanceof \WC_Order => array( 'order', $source->get_id() ),
			default => array( '', 0 ),
		};
		if ( $id > 0 ) {
			$this->noted[ "$kind:$id" ] = true;
		}
		return $response;
	}

	/**
	 * Notes a user whose e-mail address and name are in the answer.
	 *
	 * @param mixed            $response Passed through.
	 * @param mixed            $user     A WP_User.
	 * @param \WP_REST_Request $request  Its context.
	 * @phpstan-param \WP_REST_Request<array<string, mixed>> $request
	 */
	public function note_user( mixed $response, mixed $user, \WP_REST_Request $request ): mixed {
		return 'edit' === $request['context'] ? $this->note( $response, $user ) : $response;
	}
}
