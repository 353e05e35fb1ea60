<?php
/**
 * The table of the log and its head.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

// phpcs:disable WordPress.DB.RestrictedFunctions, WordPress.DB.RestrictedClasses -- a connection of its own, see below.

/**
 * Writes rows on a connection of its own, so that a rollback of the shop's transaction does not take the log
 * with it, and so that no filter on queries sees it.
 *
 * Order of writing: lock the head, insert the rows, append the off-box lines, move the head, commit; only then
 * is anything served. A crash in between leaves at worst an off-box line for a read that was never served; its
 * id is then given again, and the chain (prev_hash) says which of the two lines is the row's. The other order
 * would leave rows that no off-box copy can ever give back.
 */
final class Store implements Log_Writer {

	/**
	 * How long a request waits for the server, and for others that are logging.
	 */
	private const PATIENCE_SECONDS = 5;

	/**
	 * The connection, once made.
	 *
	 * @var \mysqli|null
	 */
	private ?\mysqli $connection = null;

	/**
	 * A store that copies to a file.
	 *
	 * @param Off_Box $off_box The copy.
	 */
	public function __construct( private readonly Off_Box $off_box ) {
	}

	/**
	 * Creates the tables and the head row. Only activation does: a table that is missing later is an
	 * incident, and the log fails closed until a person has looked at it.
	 */
	public static function create_tables(): void {
		global $wpdb;
		$log = self::table();
		// phpcs:disable WordPress.DB.PreparedSQL, WordPress.DB.DirectDatabaseQuery -- names of tables cannot be placeholders.
		$wpdb->query(
			"CREATE TABLE IF NOT EXISTS $log (
			id bigint unsigned NOT NULL,
			at datetime(6) NOT NULL,
			user_id bigint unsigned NOT NULL,
			user_login varchar(60) NOT NULL,
			role varchar(64) NOT NULL,
			action varchar(20) NOT NULL,
			object varchar(64) NOT NULL,
			channel varchar(20) NOT NULL,
			request_id varchar(64) NOT NULL,
			prev_hash char(64) NOT NULL,
			hash char(64) NOT NULL,
			PRIMARY KEY (id),
			KEY request_id (request_id),
			KEY object_at (object, at),
			KEY user_at (user_id, at)
			) ENGINE=InnoDB " . $wpdb->get_charset_collate()
		);
		$wpdb->query(
			"CREATE TABLE IF NOT EXISTS {$log}_head (
			one tinyint unsigned NOT NULL DEFAULT 1,
			id bigint unsigned NOT NULL,
			hash char(64) NOT NULL,
			PRIMARY KEY (one)
			) ENGINE=InnoDB " . $wpdb->get_charset_collate()
		);
		$wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO {$log}_head (one, id, hash) VALUES (1, 0, %s)", Chain::FIRST ) );
		// phpcs:enable WordPress.DB.PreparedSQL, WordPress.DB.DirectDatabaseQuery
	}

	/**
	 * Writes the entries, all or none.
	 *
	 * @param list<Entry> $entries    What to log.
	 * @param Actor       $actor      Who.
	 * @param string      $request_id Of the request.
	 * @throws Log_Error When a row or a line could not be written.
	 */
	public function write( array $entries, Actor $actor, string $request_id ): void {
		mysqli_report( MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT );
		try {
			$this->connect()->begin_transaction();
			$this->append( $entries, $actor, $request_id );
			$this->connect()->commit();
		} catch ( \mysqli_sql_exception $error ) {
			$this->abandon();
			throw new Log_Error( 'PHI Access Log: the table cannot be written: MariaDB error ' . (int) $error->getCode() . '.', 0, $error );
		} catch ( \Throwable $error ) {
			$this->abandon();
			throw $error instanceof Log_Error ? $error : new Log_Error( 'PHI Access Log: the log cannot be written.', 0, $error );
		} finally {
			mysqli_report( MYSQLI_REPORT_OFF ); // As wpdb wants it.
		}
	}

	/**
	 * Inside the transaction.
	 *
	 * @param list<Entry> $entries    What to log.
	 * @param Actor       $actor      Who.
	 * @param string      $request_id Of the request.
	 * @throws Log_Error When the head row is missing or the line could not be written.
	 */
	private function append( array $entries, Actor $actor, string $request_id ): void {
		$log  = self::table();
		$head = $this->connect()->query( "SELECT id, hash FROM {$log}_head WHERE one = 1 FOR UPDATE" );
		$head = $head instanceof \mysqli_result ? $head->fetch_row() : null;
		if ( ! is_array( $head ) ) {
			throw new Log_Error( 'PHI Access Log: the head of the chain is missing.' );
		}
		$rows = Chain::extend( (int) $head[0], (string) $head[1], $entries, $actor, $request_id );
		foreach ( array_chunk( $rows, 100 ) as $some ) {
			$places = implode( ', ', array_fill( 0, count( $some ), '(?,?,?,?,?,?,?,?,?,?,?)' ) );
			$this->connect()->execute_query(
				"INSERT INTO $log (id, at, user_id, user_login, role, action, object, channel, request_id, prev_hash, hash) VALUES $places",
				array_merge( ...array_map( 'array_values', $some ) )
			);
		}
		$last = $rows[ count( $rows ) - 1 ];
		$this->connect()->execute_query( "UPDATE {$log}_head SET id = ?, hash = ? WHERE one = 1", array( $last['id'], $last['hash'] ) );
		$this->off_box->append( $rows );
	}

	/**
	 * The connection, made at the first write of a request.
	 *
	 * @throws \mysqli_sql_exception When the server does not accept it.
	 */
	private function connect(): \mysqli {
		if ( null === $this->connection ) {
			global $wpdb;
			list( $host, $port, $socket ) = $wpdb->parse_db_host( DB_HOST );
			$connection                   = new \mysqli();
			$connection->options( MYSQLI_OPT_CONNECT_TIMEOUT, self::PATIENCE_SECONDS );
			$connection->options( MYSQLI_INIT_COMMAND, 'SET SESSION innodb_lock_wait_timeout = ' . self::PATIENCE_SECONDS );
			$connection->real_connect( $host, DB_USER, DB_PASSWORD, DB_NAME, (int) $port, (string) $socket, defined( 'MYSQL_CLIENT_FLAGS' ) ? (int) constant( 'MYSQL_CLIENT_FLAGS' ) : 0 );
			$connection->set_charset( 'utf8mb4' );
			$this->connection = $connection;
		}
		return $this->connection;
	}

	/**
	 * Forgets the connection; the server rolls back what it had begun.
	 */
	private function abandon(): void {
		try {
			$this->connection?->close();
		} catch ( \Throwable ) { // phpcs:ignore Generic.CodeAnalysis.EmptyStatement.DetectedCatch -- it is being thrown away.
		}
		$this->connection = null;
	}

	/**
	 * The log's table; the head is the same with `_head`.
	 */
	private static function table(): string {
		global $wpdb;
		return $wpdb->prefix . 'phi_access_log';
	}
}
