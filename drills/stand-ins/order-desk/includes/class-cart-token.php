<?php
/**
 * Cart tokens.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Order_Desk;

// phpcs:disable WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode, WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode

/**
 * HS256 tokens like WooCommerce's: {user_id, exp, iss: store-api}, signed with '@' and the auth salt, two days.
 */
final class Cart_Token {

	/**
	 * The token of a session.
	 *
	 * @param string $session_key Its key.
	 */
	public static function create( string $session_key ): string {
		$payload = array(
			'user_id' => $session_key,
			'exp'     => time() + 2 * DAY_IN_SECONDS,
			'iss'     => 'store-api',
			'iat'     => time(),
		);
		$body    = self::encode( (string) wp_json_encode( array( 'alg' => 'HS256', 'typ' => 'JWT' ) ) ) . '.' . self::encode( (string) wp_json_encode( $payload ) );
		return "$body." . self::sign( $body );
	}

	/**
	 * The session's key of a valid token, else null.
	 *
	 * @param string|null $token The header Cart-Token.
	 */
	public static function session_key( ?string $token ): ?string {
		$parts = explode( '.', (string) $token );
		if ( 3 !== count( $parts ) || ! hash_equals( self::sign( "$parts[0].$parts[1]" ), $parts[2] ) ) {
			return null;
		}
		$payload = json_decode( (string) base64_decode( strtr( $parts[1], '-_', '+/' ), true ), true );
		return is_array( $payload ) && is_string( $payload['user_id'] ?? null ) && (int) ( $payload['exp'] ?? 0 ) >= time() ? $payload['user_id'] : null;
	}

	/**
	 * The signature.
	 *
	 * @param string $body Header and payload.
	 */
	private static function sign( string $body ): string {
		return self::encode( hash_hmac( 'sha256', $body, '@' . wp_salt(), true ) );
	}

	/**
	 * Base64 for addresses.
	 *
	 * @param string $bytes Any bytes.
	 */
	private static function encode( string $bytes ): string {
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
	}
}
