<?php
/**
 * `encrypt` {items: [{record, field, value}]}: returns {keyId, values: [ciphertext, …]} in the same order.
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
	try {
		return array(
			'keyId'  => phi_vault()->current_key_id(),
			'values' => array_map( static fn( array $item ): string => phi_vault()->encrypt( text( $item, 'value' ), text( $item, 'record' ), text( $item, 'field' ) ), objects( $input, 'items' ) ),
		);
	} catch ( \Phi_Vault\Vault_Error $error ) {
		throw new Failure( $error->reason, $error->getMessage() );
	}
};
