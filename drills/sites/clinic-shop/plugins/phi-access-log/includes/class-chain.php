<?php
/**
 * The hash chain.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * Pure. A row's hash is the same as MariaDB's
 * SHA2(CONCAT_WS('|', id, at, user_id, user_login, role, action, object, channel, request_id, prev_hash), 256).
 */
final class Chain {

	public const FIRST = '0000000000000000000000000000000000000000000000000000000000000000';

	public const COLUMNS = array( 'id', 'at', 'user_id', 'user_login', 'role', 'action', 'object', 'channel', 'request_id', 'prev_hash' );

	/**
	 * The hash of a row, in hex.
	 *
	 * @param array<string, int|string> $row Has every one of COLUMNS; `at` with six decimals.
	 */
	public static function hash( array $row ): string {
		return hash( 'sha256', implode( '|', array_map( static fn( string $column ): string => (string) $row[ $column ], self::COLUMNS ) ) );
	}

	/**
	 * The rows that follow the head, in order.
	 *
	 * @param int         $head_id    Id of the newest row, 0 when there is none.
	 * @param string      $head_hash  Its hash, or FIRST.
	 * @param list<Entry> $entries    What to log.
	 * @param Actor       $actor      Who.
	 * @param string      $request_id Of the request.
	 * @return list<array<string, int|string>> Rows with their `hash`.
	 */
	public static function extend( int $head_id, string $head_hash, array $entries, Actor $actor, string $request_id ): array {
		$rows = array();
		$at   = ( new \DateTimeImmutable( 'now', new \DateTimeZone( 'UTC' ) ) )->format( 'Y-m-d H:i:s.u' );
		foreach ( $entries as $entry ) {
			$row         = array(
				'id'         => ++$head_id,
				'at'         => $at,
				'user_id'    => $actor->user_id,
				'user_login' => $actor->login,
				'role'       => $actor->role,
				'action'     => $entry->action,
				'object'     => $entry->subject,
				'channel'    => $entry->channel,
				'request_id' => $request_id,
				'prev_hash'  => $head_hash,
			);
			$head_hash   = self::hash( $row );
			$row['hash'] = $head_hash;
			$rows[]      = $row;
		}
		return $rows;
	}
}
