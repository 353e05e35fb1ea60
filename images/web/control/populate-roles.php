<?php
/**
 * `populate-roles`: forgets every stored role and lets WordPress create its own five anew. Returns {roles}.
 *
 * What plugins added, to their own roles or to WordPress's, is gone; accounts keep the names of their roles.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function (): array {
	boot();
	require_once ABSPATH . 'wp-admin/includes/schema.php';
	foreach ( array_keys( wp_roles()->roles ) as $role ) {
		remove_role( (string) $role );
	}
	populate_roles();
	return array( 'roles' => count( wp_roles()->roles ) );
};
