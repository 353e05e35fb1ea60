<?php
/**
 * What `read_single_orders` means.
 *
 * @package Care_Roles
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Care_Roles;

/**
 * Lets a user with `read_single_orders` read one order by its number; a list has no object id and stays refused.
 *
 * @param mixed  $permission  What the commerce plugin decided.
 * @param string $context     One of read, create, edit, delete, batch.
 * @param mixed  $object_id   The order's id, 0 for a list.
 * @param string $object_type E.g. `shop_order`.
 */
function allow_single_order( mixed $permission, string $context, mixed $object_id, string $object_type ): bool {
	return (bool) $permission
		|| ( 'read' === $context && 'shop_order' === $object_type && absint( $object_id ) > 0 && current_user_can( 'read_single_orders' ) );
}
