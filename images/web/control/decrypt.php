<?php
/**
 * `decrypt` {samples: [{record, field, value}], hostile?, call?}: do they open? Never returns a plaintext.
 *
 * With the site's key through phi-vault, or through the PHP function `call` (value, record, field), which refuses by
 * throwing or by anything but a text of its own. `hostile` are samples that must not open: each is tried as another
 * record's, and, with phi-vault, with a wrong key under the right name.
 *
 * Returns {ok, failed, errors: {code: count}, for_another, wrong_key}, the last two counting hostile samples that
 * opened; wrong_key is null with `call`. Codes are the vault's (key-file, unknown-key, bad-format, bad-tag, refused),
 * bad-input and not-logged. Each record is logged as one read by `cli` when the access log is active, all in one
 * transaction; when that fails, all samples failed.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

/**
 * A vault whose one key is wrong, but stands under the name that the value asks for: only the tag can tell.
 *
 * @param string $value A ciphertext.
 */
$wrong_vault = static function ( string $value ): \Phi_Vault\Vault {
	$ring = new \ReflectionClass( \Phi_Vault\Key_Ring::class );
	$keys = $ring->newInstanceWithoutConstructor();
	$id   = explode( ':', $value )[1] ?? '';
	$ring->getConstructor()?->invoke( $keys, $id, array( $id => random_bytes( 32 ) ) );
	return new \Phi_Vault\Vault( static fn(): \Phi_Vault\Key_Ring => $keys );
};

/**
 * Opens a value with the plugin's own function.
 *
 * @param string $call   A function or Class::method.
 * @param string $value  A ciphertext.
 * @param string $record Its record.
 * @param string $field  Its field.
 * @throws Failure When it does not open.
 */
$call_open = static function ( string $call, string $value, string $record, string $field ): void {
	try {
		$opened = is_callable( $call ) ? $call( $value, $record, $field ) : null;
	} catch ( \Throwable ) {
		$opened = null;
	}
	if ( ! is_string( $opened ) || '' === $opened || $opened === $value ) {
		throw new Failure( 'refused', 'The value did not open.' );
	}
};

/**
 * Tries samples one by one; returns the reason of each that did not open.
 *
 * @param list<array<mixed>>                       $samples Record, field and value each.
 * @param \Closure(string, string, string): mixed $open    Takes value, record and field; throws when it refuses.
 * @return list<string>
 */
$refusals = static function ( array $samples, \Closure $open ): array {
	$reasons = array();
	foreach ( $samples as $sample ) {
		try {
			$open( text( $sample, 'value' ), text( $sample, 'record' ), text( $sample, 'field' ) );
		} catch ( \Phi_Vault\Vault_Error | Failure $error ) {
			$reasons[] = $error->reason;
		}
	}
	return $reasons;
};

return static function ( array $input ) use ( $wrong_vault, $call_open, $refusals ): array {
	boot();
	$call = isset( $input['call'] ) ? text( $input, 'call' ) : null;
	if ( null === $call && ! function_exists( 'phi_vault' ) ) {
		throw new Failure( 'vault-inactive', 'The plugin phi-vault is not active.' );
	}
	$log = function_exists( 'phi_access_log' ) ? phi_access_log() : null;
	$log?->hold();
	$samples = objects( $input, 'samples' );
	$hostile = isset( $input['hostile'] ) ? objects( $input, 'hostile' ) : array();
	$open    = static fn( string $value, string $record, string $field ) => null === $call
		? phi_vault()->decrypt( $value, $record, $field )
		: $call_open( $call, $value, $record, $field );
	$reasons = $refusals( $samples, $open );
	// The log gets this as a read: a name that is no number, or it would stand there as that of an order nobody has.
	$another = $refusals( $hostile, static fn( string $value, string $record, string $field ) => $open( $value, "{$record}-another", $field ) );
	$wrong   = null === $call
		? $refusals( $hostile, static fn( string $value, string $record, string $field ) => $wrong_vault( $value )->decrypt( $value, $record, $field ) )
		: null;
	try {
		$log?->settle();
	} catch ( \Phi_Access_Log\Log_Error ) {
		$reasons = array_fill( 0, count( $samples ), 'not-logged' );
	}
	return array(
		'ok'          => count( $samples ) - count( $reasons ),
		'failed'      => count( $reasons ),
		'errors'      => (object) array_count_values( $reasons ),
		'for_another' => count( $hostile ) - count( $another ),
		'wrong_key'   => null === $wrong ? null : count( $hostile ) - count( $wrong ),
	);
};
