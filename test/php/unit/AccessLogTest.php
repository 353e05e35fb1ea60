<?php
declare(strict_types=1);

use Phi_Access_Log\Actor;
use Phi_Access_Log\Chain;
use Phi_Access_Log\Entry;
use Phi_Access_Log\Log_Error;
use Phi_Access_Log\Log_Writer;
use Phi_Access_Log\Off_Box;
use Phi_Access_Log\Recorder;
use PHPUnit\Framework\TestCase;

/** A log in memory that can be told to refuse. */
final class Memory_Log implements Log_Writer {
	/** @var list<list<string>> Keys of each transaction. */
	public array $writes = array();
	public bool $refuses = false;

	public function write( array $entries, Actor $actor, string $request_id ): void {
		if ( $this->refuses ) {
			throw new Log_Error( 'refused' );
		}
		$this->writes[] = array_map( static fn( Entry $entry ): string => $entry->key(), $entries );
	}
}

final class AccessLogTest extends TestCase {

	public function test_the_hash_is_the_one_that_mariadb_computes(): void {
		// SELECT SHA2(CONCAT_WS('|', 7, CAST('…' AS DATETIME(6)), 12, 'jürgen', …, REPEAT('0', 64)), 256) on MariaDB 11.8.
		$row = array( 'id' => 7, 'at' => '2026-11-23 12:00:00.000120', 'user_id' => 12, 'user_login' => 'jürgen', 'role' => 'pharmacist', 'action' => 'read', 'object' => 'order:9', 'channel' => 'rest', 'request_id' => 'req-1', 'prev_hash' => Chain::FIRST );
		self::assertSame( '75069ce3eb4b0d4545314dafa3fee20c512e07bdf8e9bdf40eb4c0b5f147e503', Chain::hash( $row ) );
	}

	public function test_rows_follow_each_other_without_gaps_and_point_back(): void {
		$entries = array( new Entry( 'read', 'order:1', 'rest' ), new Entry( 'read', 'order:2', 'rest' ) );
		$rows    = Chain::extend( 41, str_repeat( 'a', 64 ), $entries, new Actor( 5, 'pharm', 'pharmacist' ), 'req-1' );
		self::assertSame( array( 42, 43 ), array_column( $rows, 'id' ) );
		self::assertSame( str_repeat( 'a', 64 ), $rows[0]['prev_hash'] );
		self::assertSame( $rows[0]['hash'], $rows[1]['prev_hash'] );
		self::assertSame( Chain::hash( $rows[1] ), $rows[1]['hash'] );
		self::assertMatchesRegularExpression( '/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/', (string) $rows[0]['at'] );
	}

	public function test_any_altered_column_breaks_the_hash(): void {
		$row = Chain::extend( 0, Chain::FIRST, array( new Entry( 'read', 'order:1', 'rest' ) ), new Actor( 5, 'pharm', 'pharmacist' ), 'r' )[0];
		foreach ( Chain::COLUMNS as $column ) {
			self::assertNotSame( $row['hash'], Chain::hash( array( $column => $row[ $column ] . '0' ) + $row ), $column );
		}
	}

	public function test_the_separator_cannot_stand_in_a_name(): void {
		self::assertSame( 'a_b', Actor::current()->login );
		self::assertSame( 'pharmacist,nurse', Actor::current()->role );
	}

	public function test_one_row_per_action_and_object_in_a_request(): void {
		$log      = new Memory_Log();
		$recorder = new Recorder( $log );
		$recorder->record( new Entry( 'read', 'order:1', 'rest' ) );
		$recorder->record( new Entry( 'read', 'order:1', 'my-account' ), new Entry( 'write', 'order:1', 'rest' ) );
		self::assertSame( array( array( 'read order:1' ), array( 'write order:1' ) ), $log->writes );
	}

	public function test_what_is_held_is_written_in_one_transaction(): void {
		$log      = new Memory_Log();
		$recorder = new Recorder( $log );
		$recorder->hold();
		$recorder->record( new Entry( 'read', 'order:1', 'rest' ) );
		$recorder->record( new Entry( 'read', 'order:2', 'rest' ) );
		self::assertSame( array(), $log->writes );
		$recorder->settle();
		self::assertSame( array( array( 'read order:1', 'read order:2' ) ), $log->writes );
	}

	public function test_after_one_failure_nothing_of_the_request_is_served(): void {
		$log          = new Memory_Log();
		$log->refuses = true;
		$recorder     = new Recorder( $log );
		$before       = ini_set( 'error_log', '/dev/null' );
		foreach ( array( 'order:1', 'order:1', 'order:2' ) as $subject ) {
			try {
				$recorder->record( new Entry( 'read', $subject, 'rest' ) );
				self::fail( "$subject was let through" );
			} catch ( Log_Error ) {
				$log->refuses = false; // Too late for this request.
			}
		}
		ini_set( 'error_log', (string) $before );
		self::assertTrue( $recorder->has_failed() );
	}

	public function test_off_box_lines_hold_every_column(): void {
		$path = (string) tempnam( sys_get_temp_dir(), 'offbox' );
		$rows = Chain::extend( 0, Chain::FIRST, array( new Entry( 'read', 'order:1', 'rest' ), new Entry( 'read', 'order:2', 'rest' ) ), new Actor( 5, 'jürgen', 'pharmacist' ), 'r' );
		( new Off_Box( $path ) )->append( $rows );
		$lines = file( $path, FILE_IGNORE_NEW_LINES );
		unlink( $path );
		self::assertIsArray( $lines );
		self::assertSame( $rows, array_map( static fn( string $line ): mixed => json_decode( $line, true ), $lines ) );
	}

	public function test_an_off_box_file_that_cannot_be_opened_is_an_error(): void {
		$this->expectException( Log_Error::class );
		( new Off_Box( '/nonexistent/access.ndjson' ) )->append( array( array( 'id' => 1 ) ) );
	}

	public function test_a_full_disk_is_an_error(): void {
		$this->expectException( Log_Error::class );
		( new Off_Box( '/dev/full' ) )->append( array( array( 'id' => 1 ) ) );
	}
}
