<?php
/**
 * `log-head`: the end of the access log's chain. Returns {id, hash, rows, newest}; `newest` is the table's last id.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function (): array {
	boot();
	global $wpdb;
	$log  = $wpdb->prefix . 'phi_access_log';
	$head = $wpdb->get_row( "SELECT id, hash FROM {$log}_head" );
	$all  = $wpdb->get_row( "SELECT COUNT(*) AS row_count, COALESCE(MAX(id), 0) AS newest FROM $log" );
	if ( null === $head || null === $all ) {
		throw new Failure( 'log-missing', 'The access log has no table or no head: restore them, or activate phi-access-log.' );
	}
	return array( 'id' => (int) $head->id, 'hash' => (string) $head->hash, 'rows' => (int) $all->row_count, 'newest' => (int) $all->newest );
};
