<?php
/**
 * The control script of the mirror's web service: `php control.php VERB`, JSON on stdin, one JSON value on stdout.
 *
 * Each verb is a file of control/ that returns a function(array $input): mixed. Errors leave exit code 1 and
 * {"error": code, "message"} as the last line of stderr; a message never holds PHI, a secret or row content, so
 * what WordPress or PHP says about an unexpected failure is left out: only its class, file and line are told.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

require __DIR__ . '/control/failure.php';
require __DIR__ . '/control/boot.php';

ini_set( 'display_errors', '0' );
ini_set( 'error_log', '/dev/null' );

/**
 * Reports a failure and ends with exit code 1.
 *
 * @param string $code    One word.
 * @param string $message What and where.
 */
function fail( string $code, string $message ): never {
	while ( ob_get_level() > 0 ) {
		ob_end_clean();
	}
	fwrite( STDERR, "\n" . json_encode( array( 'error' => $code, 'message' => $message ) ) . "\n" );
	exit( 1 );
}

/**
 * Not empty once the script ends on its own.
 *
 * @var \ArrayObject<int, string> $ending
 */
$ending = new \ArrayObject();
register_shutdown_function(
	static function () use ( $ending ): void {
		if ( 0 === count( $ending ) ) {
			$last  = error_get_last();
			$fatal = null !== $last && 0 !== ( $last['type'] & ( E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR ) );
			fail( 'site-died', ! $fatal ? 'WordPress ended the request: the database does not answer, or the site is not installed.' : 'PHP stopped in ' . basename( $last['file'] ) . ':' . $last['line'] . '.' );
		}
	}
);

$verb = $argv[1] ?? '';
if ( 1 !== preg_match( '/^[a-z]+(-[a-z]+)*$/D', $verb ) || in_array( $verb, array( 'boot', 'failure' ), true ) || ! is_file( __DIR__ . "/control/$verb.php" ) ) {
	$ending[] = $verb;
	fail( 'unknown-verb', 'There is no such verb; see the files of control/.' );
}

ob_start();
try {
	$text  = (string) stream_get_contents( STDIN );
	$input = '' === trim( $text ) ? array() : json_decode( $text, true, 32, JSON_THROW_ON_ERROR );
	if ( ! is_array( $input ) ) {
		throw new Failure( 'bad-input', 'Standard input must be a JSON object.' );
	}
	$answer   = json_encode( ( require __DIR__ . "/control/$verb.php" )( $input ), JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );
	$ending[] = $verb;
} catch ( Failure $failure ) {
	$ending[] = $verb;
	fail( $failure->reason, $failure->getMessage() );
} catch ( \JsonException ) {
	$ending[] = $verb;
	fail( 'bad-input', 'Standard input is not JSON, or the answer has bytes that are no text.' );
} catch ( \Throwable $error ) {
	$ending[] = $verb;
	fail( 'unexpected', $error::class . ' in ' . basename( $error->getFile() ) . ':' . $error->getLine() . '.' );
}
while ( ob_get_level() > 0 ) {
	ob_end_clean();
}
fwrite( STDOUT, $answer . "\n" );
