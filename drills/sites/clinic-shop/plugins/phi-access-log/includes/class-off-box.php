<?php
/**
 * The copy on another machine.
 *
 * @package Phi_Access_Log
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Phi_Access_Log;

/**
 * One NDJSON line per row, appended under an exclusive lock.
 */
final class Off_Box {

	/**
	 * A file that other processes append to as well.
	 *
	 * @param string $path Usually a mount.
	 */
	public function __construct( private readonly string $path ) {
	}

	/**
	 * Appends all rows or none: what was written of a failed append is cut off again.
	 *
	 * Guarantees that the operating system has the lines; does not wait for the disk.
	 *
	 * @param list<array<string, int|string>> $rows In the order of their ids.
	 * @throws Log_Error When not every byte could be written.
	 */
	public function append( array $rows ): void {
		$lines = '';
		foreach ( $rows as $row ) {
			$lines .= json_encode( $row, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE ) . "\n"; // phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode -- also used without WordPress.
		}
		// phpcs:disable WordPress.WP.AlternativeFunctions, WordPress.PHP.NoSilencedErrors -- WP_Filesystem cannot lock; the warning would name the path on the page.
		$file = @fopen( $this->path, 'ab' );
		if ( false === $file ) {
			throw new Log_Error( 'PHI Access Log: the off-box file cannot be opened.' );
		}
		try {
			if ( ! flock( $file, LOCK_EX ) ) {
				throw new Log_Error( 'PHI Access Log: the off-box file cannot be locked.' );
			}
			$size = max( 0, (int) ( fstat( $file )['size'] ?? 0 ) );
			if ( strlen( $lines ) !== @fwrite( $file, $lines ) || ! @fflush( $file ) ) {
				ftruncate( $file, $size );
				throw new Log_Error( 'PHI Access Log: the off-box file cannot be written.' );
			}
		} finally {
			fclose( $file );
		}
		// phpcs:enable
	}
}
