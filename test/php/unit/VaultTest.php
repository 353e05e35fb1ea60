<?php
declare(strict_types=1);

use Phi_Vault\Key_Ring;
use Phi_Vault\Vault;
use Phi_Vault\Vault_Error;
use PHPUnit\Framework\TestCase;

final class VaultTest extends TestCase {

	protected function tearDown(): void {
		Hooks::$on = array();
	}

	/** @return array{string, string} A key file's contents and the key's id. */
	private static function key_file( string $raw ): array {
		$id = substr( hash( 'sha256', 'phi-vault-key-id' . $raw ), 0, 8 );
		return array( (string) json_encode( array( 'current' => $id, 'keys' => array( $id => base64_encode( $raw ) ) ) ), $id );
	}

	private static function vault( string $raw ): Vault {
		return new Vault( static fn(): Key_Ring => Key_Ring::from_json( self::key_file( $raw )[0] ) );
	}

	private static function reason( callable $attempt ): string {
		try {
			$attempt();
		} catch ( Vault_Error $error ) {
			return $error->reason;
		}
		return 'none';
	}

	public function test_a_value_comes_back_and_has_the_documented_form(): void {
		$raw   = random_bytes( 32 );
		$value = self::vault( $raw )->encrypt( "Ünïcode\0text", 'order:123', '_rx_drug' );
		self::assertMatchesRegularExpression( '/^phiv1:[0-9a-f]{8}:[A-Za-z0-9+\/=]+$/', $value );
		self::assertTrue( Vault::is_ciphertext( $value ) );
		self::assertSame( self::key_file( $raw )[1], explode( ':', $value )[1] );
		self::assertSame( "Ünïcode\0text", self::vault( $raw )->decrypt( $value, 'order:123', '_rx_drug' ) );
	}

	public function test_the_format_is_what_another_implementation_would_make(): void {
		$raw    = str_repeat( 'k', 32 );
		$nonce  = str_repeat( 'n', 12 );
		$tag    = '';
		$cipher = openssl_encrypt( 'drug', 'aes-256-gcm', $raw, OPENSSL_RAW_DATA, $nonce, $tag, 'order:1|_rx_drug' );
		$value  = 'phiv1:' . self::key_file( $raw )[1] . ':' . base64_encode( $nonce . $cipher . $tag );
		self::assertSame( 'drug', self::vault( $raw )->decrypt( $value, 'order:1', '_rx_drug' ) );
	}

	public function test_the_same_plaintext_never_gives_the_same_value(): void {
		$vault = self::vault( random_bytes( 32 ) );
		self::assertNotSame( $vault->encrypt( 'x', 'order:1', 'f' ), $vault->encrypt( 'x', 'order:1', 'f' ) );
	}

	public function test_a_value_does_not_open_for_another_record_or_field(): void {
		$vault = self::vault( random_bytes( 32 ) );
		$value = $vault->encrypt( 'x', 'order:1', '_rx_drug' );
		self::assertSame( 'bad-tag', self::reason( static fn() => $vault->decrypt( $value, 'order:2', '_rx_drug' ) ) );
		self::assertSame( 'bad-tag', self::reason( static fn() => $vault->decrypt( $value, 'order:1', '_rx_dose' ) ) );
	}

	public function test_every_altered_byte_is_noticed(): void {
		$vault  = self::vault( random_bytes( 32 ) );
		$parts  = explode( ':', $vault->encrypt( 'secret', 'order:1', 'f' ) );
		$sealed = (string) base64_decode( $parts[2] );
		for ( $i = 0; $i < strlen( $sealed ); $i++ ) {
			$altered       = $sealed;
			$altered[ $i ] = chr( ord( $altered[ $i ] ) ^ 1 );
			self::assertSame( 'bad-tag', self::reason( static fn() => $vault->decrypt( "phiv1:$parts[1]:" . base64_encode( $altered ), 'order:1', 'f' ) ) );
		}
	}

	public function test_another_key_is_an_unknown_key(): void {
		$value = self::vault( random_bytes( 32 ) )->encrypt( 'x', 'order:1', 'f' );
		self::assertSame( 'unknown-key', self::reason( static fn() => self::vault( random_bytes( 32 ) )->decrypt( $value, 'order:1', 'f' ) ) );
	}

	public function test_an_old_key_of_the_file_still_opens(): void {
		$old   = random_bytes( 32 );
		$new   = random_bytes( 32 );
		$value = self::vault( $old )->encrypt( 'x', 'order:1', 'f' );
		$keys  = array( self::key_file( $old )[1] => base64_encode( $old ), self::key_file( $new )[1] => base64_encode( $new ) );
		$both  = new Vault( static fn(): Key_Ring => Key_Ring::from_json( (string) json_encode( array( 'current' => self::key_file( $new )[1], 'keys' => $keys ) ) ) );
		self::assertSame( 'x', $both->decrypt( $value, 'order:1', 'f' ) );
		self::assertStringStartsWith( 'phiv1:' . self::key_file( $new )[1], $both->encrypt( 'x', 'order:1', 'f' ) );
	}

	public function test_without_a_key_file_nothing_is_encrypted(): void {
		$vault = new Vault( static fn(): Key_Ring => Key_Ring::from_file( '/nonexistent/keys.json' ) );
		self::assertSame( 'key-file', self::reason( static fn() => $vault->encrypt( 'x', 'order:1', 'f' ) ) );
	}

	public function test_a_key_under_a_wrong_id_is_refused(): void {
		$json = (string) json_encode( array( 'current' => '00000000', 'keys' => array( '00000000' => base64_encode( random_bytes( 32 ) ) ) ) );
		self::assertSame( 'key-file', self::reason( static fn() => Key_Ring::from_json( $json ) ) );
		self::assertSame( 'key-file', self::reason( static fn() => Key_Ring::from_json( 'not json' ) ) );
	}

	public function test_text_that_is_no_value_is_named_so_and_not_repeated(): void {
		$vault = self::vault( random_bytes( 32 ) );
		try {
			$vault->decrypt( 'Plain Diagnosis', 'order:1', 'f' );
			self::fail();
		} catch ( Vault_Error $error ) {
			self::assertSame( 'bad-format', $error->reason );
			self::assertStringNotContainsString( 'Diagnosis', $error->getMessage() );
		}
		self::assertFalse( Vault::is_ciphertext( 'Plain Diagnosis' ) );
	}

	public function test_the_log_hears_of_a_decryption_first_and_can_prevent_it(): void {
		$vault = self::vault( random_bytes( 32 ) );
		$value = $vault->encrypt( 'x', 'order:1', 'f' );
		$heard = array();
		Hooks::$on['phi_vault_decrypting'] = static function ( string ...$about ) use ( &$heard ): void {
			$heard = $about;
			throw new RuntimeException( 'no log' );
		};
		try {
			$vault->decrypt( $value, 'order:1', 'f' );
			self::fail();
		} catch ( RuntimeException $error ) {
			self::assertSame( 'no log', $error->getMessage() );
		}
		self::assertSame( array( 'order:1', 'f' ), $heard );
	}

	public function test_the_filter_can_refuse_a_record(): void {
		$vault = self::vault( random_bytes( 32 ) );
		$value = $vault->encrypt( 'x', 'order:1', 'f' );
		Hooks::$on['phi_vault_allow'] = static fn( bool $allow, string $record ): bool => 'order:1' !== $record;
		self::assertSame( 'refused', self::reason( static fn() => $vault->decrypt( $value, 'order:1', 'f' ) ) );
	}
}
