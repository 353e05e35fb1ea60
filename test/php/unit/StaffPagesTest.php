<?php
declare(strict_types=1);

use Phi_Access_Log\Gate;
use Phi_Access_Log\Order_Changes;
use Phi_Access_Log\Recorder;
use Phi_Access_Log\User_Pages;
use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/AccessLogTest.php';

final class StaffPagesTest extends TestCase {
	private Memory_Log $log;
	private Recorder $recorder;
	private string|false $error_log;

	protected function setUp(): void {
		$this->error_log    = ini_set( 'error_log', '/dev/null' );
		$this->log          = new Memory_Log();
		$this->recorder     = new Recorder( $this->log );
		$gate               = new Gate( $this->recorder );
		Hooks::$on          = array();
		Request::$admin     = true;
		Request::$logged_in = true;
		Request::$may       = true;
		( new Order_Changes( $gate ) )->listen();
		( new User_Pages( $this->recorder, $gate ) )->listen();
	}

	protected function tearDown(): void {
		Hooks::$on = array();
		$_REQUEST  = array();
		unset( $_SERVER['REQUEST_METHOD'] );
		ini_set( 'error_log', (string) $this->error_log );
	}

	#[DataProvider( 'changes' )]
	public function test_a_change_of_an_order_in_the_backend_is_logged_whatever_the_method( string $method, string $hook, string $row ): void {
		$_SERVER['REQUEST_METHOD'] = $method;
		do_action( $hook, 7 );
		self::assertSame( array( array( $row ) ), $this->log->writes );
	}

	/** @return list<array{string, string, string}> */
	public static function changes(): array {
		return array(
			array( 'GET', 'woocommerce_update_order', 'write order:7' ),
			array( 'POST', 'woocommerce_update_order', 'write order:7' ),
			array( 'POST', 'woocommerce_new_order', 'write order:7' ),
			array( 'GET', 'woocommerce_before_trash_order', 'write order:7' ),
			array( 'GET', 'woocommerce_before_delete_order', 'erase order:7' ),
		);
	}

	public function test_trash_and_deletion_are_written_before_they_happen_although_the_page_is_held_back(): void {
		$this->recorder->hold();
		do_action( 'woocommerce_before_trash_order', 7 );
		do_action( 'woocommerce_before_delete_order', 8 );
		self::assertSame( array( array( 'write order:7' ), array( 'erase order:8' ) ), $this->log->writes );
	}

	public function test_what_cannot_be_logged_is_not_deleted(): void {
		$this->log->refuses = true;
		$this->expectException( Died::class );
		$this->expectExceptionMessage( '503' );
		do_action( 'woocommerce_before_delete_order', 7 );
	}

	public function test_the_shop_pages_own_changes_are_logged_elsewhere_but_a_deletion_always(): void {
		Request::$admin = false;
		do_action( 'woocommerce_update_order', 7 );
		do_action( 'woocommerce_before_trash_order', 7 );
		self::assertSame( array(), $this->log->writes );
		do_action( 'woocommerce_before_delete_order', 7 );
		self::assertSame( array( array( 'erase order:7' ) ), $this->log->writes );
	}

	public function test_the_page_of_a_user_is_a_read_and_a_refusal_is_denied(): void {
		$_REQUEST = array( 'user_id' => '12' );
		do_action( 'load-user-edit.php' );
		self::assertSame( array(), $this->log->writes );
		ob_end_clean(); // The gate's buffer: it settles.
		self::assertSame( array( array( 'read user:12' ) ), $this->log->writes );

		Request::$may = false;
		do_action( 'load-user-edit.php' );
		self::assertSame( array( 'denied user:12' ), end( $this->log->writes ) );
	}

	public function test_a_changed_user_is_logged_before_it_is_stored(): void {
		$this->recorder->hold();
		do_action( 'edit_user_profile_update', 12 );
		self::assertSame( array( array( 'write user:12' ) ), $this->log->writes );
	}
}
