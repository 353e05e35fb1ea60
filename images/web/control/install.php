<?php
/**
 * `install` {url, title, admin: {login, password, email}, commerce, orderStorage}: a whole shop in an empty database.
 *
 * Runs install-core, activate, install-shop and rewrite-rules in processes of their own, since each needs WordPress as the one
 * before left it. Returns {admin, products: {SKU: id}, pages: {name: id}}.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

/**
 * Runs another verb in a new process.
 *
 * @param string       $verb  Its name.
 * @param array<mixed> $input Its input.
 */
$run = static function ( string $verb, array $input ): array {
	$process = proc_open( array( PHP_BINARY, dirname( __DIR__ ) . '/control.php', $verb ), array( array( 'pipe', 'r' ), array( 'pipe', 'w' ), array( 'pipe', 'w' ) ), $pipes );
	if ( false === $process ) {
		throw new Failure( 'no-process', 'PHP could not start itself.' );
	}
	fwrite( $pipes[0], json_encode( $input, JSON_THROW_ON_ERROR ) );
	fclose( $pipes[0] );
	$answer = json_decode( (string) stream_get_contents( $pipes[1] ), true );
	$lines  = explode( "\n", trim( (string) stream_get_contents( $pipes[2] ) ) );
	if ( 0 !== proc_close( $process ) || ! is_array( $answer ) ) {
		$error = json_decode( (string) end( $lines ), true );
		throw new Failure( (string) ( $error['error'] ?? 'unexpected' ), "$verb: " . (string) ( $error['message'] ?? 'it ended without an answer.' ) );
	}
	return $answer;
};

return static function ( array $input ) use ( $run ): array {
	$core = $run( 'install-core', $input );
	$run( 'activate', array( 'plugin' => text( $input, 'commerce' ) ) );
	$shop = $run( 'install-shop', $input );
	$run( 'rewrite-rules', array() );
	return $core + $shop;
};
