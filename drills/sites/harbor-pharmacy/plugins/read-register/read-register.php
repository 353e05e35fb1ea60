<?php
/**
 * Plugin Name:       Read Register
 * Description:       One row for every order that is shown over REST or My account: who, which, when. Copied off-box. What cannot be registered is not shown.
 * Version:           1.0.0
 * Requires at least: 6.5
 * Requires PHP:      8.2
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       read-register
 *
 * A register that is one numbered table, as many shops have one; Muster reads it as `access-log: { kind: sql }`. Rows are
 * not chained. Setting, as a constant of wp-config.php: READ_REGISTER_OFFBOX, the off-box file (default
 * /var/log/phi-offbox/register.ndjson, a mount of another machine in production). After a restore,
 * `php bring-back.php` inserts the rows of that file that are newer than the table.
 *
 * Not registered: wp-admin, exports, the Store API, writes.
 *
 * @package Read_Register
 */

declare(strict_types=1);

namespace Read_Register;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/includes/class-register.php';
require_once __DIR__ . '/includes/class-order-reads.php';

register_activation_hook( __FILE__, array( Register::class, 'create_table' ) );

( new Order_Reads( new Register() ) )->listen();
