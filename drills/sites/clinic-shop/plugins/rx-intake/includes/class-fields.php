<?php
/**
 * What a prescription consists of.
 *
 * @package Rx_Intake
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Rx_Intake;

/**
 * The fields and the rules for what may stand in them.
 */
final class Fields {

	public const NAMES = array( 'patient_name', 'date_of_birth', 'drug', 'dose', 'prescriber', 'diagnosis', 'insurance_id' );

	private const LONGEST = 500;

	/**
	 * The order meta key of a field.
	 *
	 * @param string $name One of NAMES.
	 */
	public static function meta_key( string $name ): string {
		return "_rx_$name";
	}

	/**
	 * How a page calls a field.
	 *
	 * @param string $name One of NAMES.
	 */
	public static function label( string $name ): string {
		return match ( $name ) {
			'patient_name' => __( 'Patient', 'rx-intake' ),
			'date_of_birth' => __( 'Date of birth', 'rx-intake' ),
			'drug' => __( 'Drug', 'rx-intake' ),
			'dose' => __( 'Dose', 'rx-intake' ),
			'prescriber' => __( 'Prescriber', 'rx-intake' ),
			'diagnosis' => __( 'Diagnosis', 'rx-intake' ),
			default => __( 'Insurance number', 'rx-intake' ),
		};
	}

	/**
	 * The values that were given, cleaned.
	 *
	 * @param mixed $given What stands under `extensions["rx-intake"]`.
	 * @return array<string, string> By name; empty ones are left out.
	 */
	public static function read( mixed $given ): array {
		$values = array();
		foreach ( is_array( $given ) ? self::NAMES : array() as $name ) {
			$value = is_string( $given[ $name ] ?? null ) ? trim( sanitize_text_field( $given[ $name ] ) ) : '';
			if ( '' !== $value ) {
				$values[ $name ] = $value;
			}
		}
		return $values;
	}

	/**
	 * Names of the fields that are missing or not well formed.
	 *
	 * @param array<string, string> $values By name.
	 * @return list<string>
	 */
	public static function faults( array $values ): array {
		$wrong = static fn( string $name ): bool => ! isset( $values[ $name ] )
			|| mb_strlen( $values[ $name ] ) > self::LONGEST
			|| ( 'date_of_birth' === $name && ! self::is_date( $values[ $name ] ) );
		return array_values( array_filter( self::NAMES, $wrong ) );
	}

	/**
	 * True for a day that exists, as YYYY-MM-DD.
	 *
	 * @param string $value Any text.
	 */
	private static function is_date( string $value ): bool {
		return 1 === preg_match( '/^(\d{4})-(\d\d)-(\d\d)$/D', $value, $parts ) && checkdate( (int) $parts[2], (int) $parts[3], (int) $parts[1] );
	}

	/**
	 * The Store API's description of the fields.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function schema(): array {
		$schema = array();
		foreach ( self::NAMES as $name ) {
			$schema[ $name ] = array(
				'description' => self::label( $name ),
				'type'        => array( 'string', 'null' ),
				'context'     => array(),
				'optional'    => true,
			);
		}
		return $schema;
	}
}
