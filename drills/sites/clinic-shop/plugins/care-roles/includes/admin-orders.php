<?php
/**
 * Which capability the page of one order asks for.
 *
 * @package Care_Roles
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Care_Roles;

/**
 * With order tables, an order's post is a placeholder whose type has the capabilities of a blog post: staff
 * would need `edit_others_posts` to open an order. They need `edit_others_shop_orders` instead.
 *
 * @param array<string> $needed  What WordPress came to.
 * @param string        $cap     The capability that was asked for.
 * @param int           $user_id Unused.
 * @param array<mixed>  $about   The post's id first.
 * @return array<string>
 */
function need_order_capability( array $needed, string $cap, int $user_id, array $about ): array {
	return in_array( $cap, array( 'edit_post', 'edit_shop_order' ), true ) && isset( $about[0] ) && 'shop_order_placehold' === get_post_type( $about[0] )
		? array( 'edit_others_shop_orders' )
		: $needed;
}
