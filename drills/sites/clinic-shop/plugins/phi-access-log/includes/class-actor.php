<?php
/**
 * Who asks, through which door.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * The current user at the instant of the read; an anonymous visitor has id 0 and no name.
 */
final class Actor {

	/**
	 * A user as the log names them.
	 *
	 * @param int    $user_id Zero for a visitor.
	 * @param string $login   At most 60 characters.
	 * @param string $role    All roles, joined by commas, at most 64 characters.
	 */
	public function __construct( public readonly int $user_id, public readonly string $login, public readonly string $role ) {
	}

	/**
	 * Whoever WordPress has authenticated by now.
	 */
	public static function current(): self {
		$user = wp_get_current_user();
		return new self( $user->ID, self::clean( (string) $user->user_login, 60 ), self::clean( implode( ',', $user->roles ), 64 ) );
	}

	/**
	 * The request's own id when it is a harmless one, else a new one; stable within a request.
	 */
	public static function request_id(): string {
		static $id = null;
		if ( null === $id ) {
			$given = $_SERVER['HTTP_X_REQUEST_ID'] ?? ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- matched whole on the next line.
			$id    = is_string( $given ) && 1 === preg_match( '/^[A-Za-z0-9._-]{1,64}$/D', $given ) ? $given : bin2hex( random_bytes( 16 ) );
		}
		return $id;
	}

	/**
	 * The door when the caller does not know better.
	 */
	public static function channel(): string {
		return match ( true ) {
			'cli' === PHP_SAPI => 'cli',
			defined( 'REST_REQUEST' ) && REST_REQUEST => str_starts_with( (string) ( $GLOBALS['wp']->query_vars['rest_route'] ?? '' ), '/wc/store' ) ? 'store-api' : 'rest',
			is_admin() => 'admin',
			default => 'my-account',
		};
	}

	/**
	 * The separator of the hash chain cannot stand in a name.
	 *
	 * @param string $value Any text.
	 * @param int    $length Characters of the column.
	 */
	private static function clean( string $value, int $length ): string {
		return mb_substr( str_replace( '|', '_', $value ), 0, $length );
	}
}
