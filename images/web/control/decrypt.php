<?php
/**
 * `decrypt` {samples: [{record, field, value}]}: do they open with the site's key? Never returns a plaintext.
 *
 * Returns {ok, failed, errors: {code: count}}; codes are the vault's (key-file, unknown-key, bad-format, bad-tag,
 * refused) and not-logged. Each record is logged as one read by `cli` when the access log is active, all in one
 * transaction; when that fails, all samples failed.
 *
 * @package Muster
 */

declare(strict_types=1);

namespace Muster\Control;

return static function ( array $input ): array {
	boot();
	if ( ! function_exists( 'phi_vault' ) ) {
		throw new Failure( 'vault-inactive', 'The plugin phi-vault is not active.' );
	}
	$log = function_exists( 'phi_access_log' ) ? phi_access_log() : null;
	$log?->hold();
	$samples = objects( $input, 'samples' );
	$errors  = array();
	foreach ( $samples as $sample ) {
		try {
			phi_vault()->decrypt( text( $sample, 'value' ), text( $sample, 'record' ), text( $sample, 'field' ) );
		} catch ( \Phi_Vault\Vault_Error $error ) {
			$errors[ $error->reason ] = ( $errors[ $error->reason ] ?? 0 ) + 1;
		}
	}
	try {
		$log?->settle();
	} catch ( \Phi_Access_Log\Log_Error ) {
		$errors = array( 'not-logged' => count( $samples ) );
	}
	$failed = array_sum( $errors );
	return array( 'ok' => count( $samples ) - $failed, 'failed' => $failed, 'errors' => (object) $errors );
};
