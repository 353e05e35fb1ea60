<?php
declare(strict_types=1);

use PHPUnit\Framework\TestCase;

final class GuardTest extends TestCase {

	private string $log;

	protected function setUp(): void {
		$this->log = (string) tempnam( sys_get_temp_dir(), 'guard' );
		putenv( "MUSTER_GUARD_LOG=$this->log" );
	}

	protected function tearDown(): void {
		putenv( 'MUSTER_GUARD_LOG' );
		unlink( $this->log );
	}

	/** @return array<string, mixed> The only line. */
	private function line(): array {
		$lines = (array) file( $this->log );
		self::assertCount( 1, $lines );
		$line = (array) json_decode( (string) $lines[0], true );
		self::assertMatchesRegularExpression( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/', $line['at'] );
		unset( $line['at'] );
		return $line;
	}

	public function test_a_mail_is_counted_and_not_kept(): void {
		$mail = array( 'to' => 'a@example.com, b@example.com', 'subject' => 'Order', 'message' => 'Xylofake', 'headers' => array( 'Bcc: c@example.com', 'X-Other: y' ) );
		self::assertTrue( Muster\Guard\mail( null, $mail ) );
		self::assertStringNotContainsString( 'Xylofake', (string) file_get_contents( $this->log ) );
		self::assertStringNotContainsString( 'example.com', (string) file_get_contents( $this->log ) );
		self::assertSame( array( 'kind' => 'mail', 'recipients' => 3, 'bytes' => 8 ), $this->line() );
	}

	public function test_a_mail_that_cannot_be_noted_is_not_reported_as_sent(): void {
		putenv( 'MUSTER_GUARD_LOG=/nonexistent/guard.ndjson' );
		self::assertFalse( Muster\Guard\mail( null, array( 'to' => 'a@example.com', 'message' => 'x' ) ) );
	}

	public function test_outgoing_http_is_refused_and_only_its_host_noted(): void {
		self::assertInstanceOf( WP_Error::class, Muster\Guard\http( false, array(), 'https://api.example.com/pay?patient=Zed' ) );
		self::assertSame( array( 'kind' => 'http', 'host' => 'api.example.com' ), $this->line() );
	}

	public function test_outgoing_http_is_refused_even_when_it_cannot_be_noted(): void {
		putenv( 'MUSTER_GUARD_LOG=/nonexistent/guard.ndjson' );
		self::assertInstanceOf( WP_Error::class, Muster\Guard\http( false, array(), 'https://api.example.com/' ) );
	}

	public function test_a_webhook_is_not_delivered_and_noted_when_it_was_due(): void {
		self::assertFalse( Muster\Guard\webhook( false ) );
		self::assertSame( '', file_get_contents( $this->log ) );
		self::assertFalse( Muster\Guard\webhook( true ) );
		self::assertSame( array( 'kind' => 'webhook' ), $this->line() );
	}

	public function test_every_hook_waits_for_wordpress(): void {
		foreach ( array( 'pre_wp_mail', 'pre_http_request', 'pre_get_ready_cron_jobs', 'action_scheduler_run_queue', 'action_scheduler_allow_async_request_runner', 'woocommerce_webhook_should_deliver' ) as $hook ) {
			$entry = current( $GLOBALS['wp_filter'][ $hook ] )[0];
			self::assertIsCallable( $entry['function'], $hook );
		}
	}
}
