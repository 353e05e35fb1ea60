<?php
declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Rx_Intake\Fields;

final class FieldsTest extends TestCase {

	private const WHOLE = array( 'patient_name' => 'A', 'date_of_birth' => '1980-02-29', 'drug' => 'B', 'dose' => 'C', 'prescriber' => 'D', 'diagnosis' => 'E', 'insurance_id' => 'F' );

	public function test_a_whole_prescription_has_no_faults(): void {
		self::assertSame( array(), Fields::faults( Fields::read( self::WHOLE + array( 'unknown' => 'x' ) ) ) );
	}

	public function test_nothing_given_lacks_everything(): void {
		self::assertSame( Fields::NAMES, Fields::faults( Fields::read( null ) ) );
		self::assertSame( Fields::NAMES, Fields::faults( Fields::read( array( 'drug' => array( 'x' ), 'dose' => '  ' ) ) ) );
	}

	public function test_a_day_that_does_not_exist_is_a_fault(): void {
		foreach ( array( '1981-02-29', '29.02.1980', '1980-2-9', "1980-02-29\n1" ) as $date ) {
			self::assertSame( array( 'date_of_birth' ), Fields::faults( array( 'date_of_birth' => $date ) + self::WHOLE ), $date );
		}
	}

	public function test_an_endless_text_is_a_fault(): void {
		self::assertSame( array( 'drug' ), Fields::faults( array( 'drug' => str_repeat( 'x', 501 ) ) + self::WHOLE ) );
	}
}
