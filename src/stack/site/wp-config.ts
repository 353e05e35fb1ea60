import { randomBytes } from 'node:crypto';
import type { SitePlan } from '../../model/plan.ts';

const salts = ['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'];

/** A `wp-config.php` with fresh salts; the database's name and password are read from the run's tmpfs. */
export function wpConfig(site: SitePlan): string {
  return [
    '<?php',
    "$muster_db = json_decode( (string) file_get_contents( '/run/muster/database.json' ), true );",
    "define( 'DB_HOST', $muster_db['host'] );",
    "define( 'DB_NAME', $muster_db['name'] );",
    "define( 'DB_USER', $muster_db['user'] );",
    "define( 'DB_PASSWORD', $muster_db['password'] );",
    "define( 'DB_CHARSET', 'utf8mb4' );",
    "define( 'DB_COLLATE', '' );",
    'unset( $muster_db );',
    ...salts.map((name) => `define( '${name}', '${randomBytes(48).toString('base64url')}' );`),
    `$table_prefix = '${site.tablePrefix}';`,
    "define( 'FORCE_SSL_ADMIN', true );",
    "define( 'AUTOMATIC_UPDATER_DISABLED', true );",
    "define( 'WP_DEBUG', false );",
    "if ( ! defined( 'ABSPATH' ) ) {",
    "\tdefine( 'ABSPATH', __DIR__ . '/' );",
    '}',
    "require_once ABSPATH . 'wp-settings.php';",
    '',
  ].join('\n');
}
