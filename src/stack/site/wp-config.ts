import { randomBytes } from 'node:crypto';
import type { SitePlan } from '../../model/plan/site.ts';
import { saltNames } from '../../model/salts.ts';
import { variantOf } from '../../model/variant.ts';

/** A `wp-config.php` with the salts given, or fresh ones; the database's name and password are read from the run's tmpfs. */
export function wpConfig(site: SitePlan, salts: Readonly<Record<string, string>> = {}): string {
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
    ...saltNames.map((name) => `define( '${name}', '${phpText(salts[name] ?? randomBytes(48).toString('base64url'))}' );`),
    `$table_prefix = '${site.tablePrefix}';`,
    "define( 'FORCE_SSL_ADMIN', true );",
    "define( 'AUTOMATIC_UPDATER_DISABLED', true );",
    ...cacheLines(site),
    "define( 'WP_DEBUG', false );",
    "if ( ! defined( 'ABSPATH' ) ) {",
    "\tdefine( 'ABSPATH', __DIR__ . '/' );",
    '}',
    "require_once ABSPATH . 'wp-settings.php';",
    '',
  ].join('\n');
}

const saltExpression = new RegExp(
  `define\\s*\\(\\s*(['"])(${saltNames.join('|')})\\1\\s*,\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|"((?:[^"\\\\]|\\\\.)*)")\\s*\\)`,
  'gsu',
);

/** The keys and salts that a shop's own configuration defines as plain texts, by name; what it computes is not read. */
export function readSalts(config: string): Readonly<Record<string, string>> {
  const found = [...config.matchAll(saltExpression)].map(([, , name = '', single, double]): [string, string] => [
    name,
    (single ?? double ?? '').replaceAll(/\\([\\'"$])/gu, '$1'),
  ]);
  return Object.fromEntries(found);
}

/** The table prefix that a shop's own configuration names; null when it does not say so plainly. */
export function readPrefix(config: string): string | null {
  return /^\s*\$table_prefix\s*=\s*['"]([A-Za-z0-9_]*)['"]\s*;/mu.exec(config)?.[1] ?? null;
}

function phpText(value: string): string {
  return value.replaceAll(/[\\']/gu, String.raw`\$&`);
}

/** The names that Redis drop-ins read; the password is this run's, from the tmpfs. */
function cacheLines(site: SitePlan): readonly string[] {
  if (!variantOf(site).objectCache) return [];
  return [
    "$muster_cache = json_decode( (string) file_get_contents( '/run/muster/cache.json' ), true );",
    "define( 'WP_REDIS_HOST', $muster_cache['host'] );",
    "define( 'WP_REDIS_PORT', $muster_cache['port'] );",
    "define( 'WP_REDIS_PASSWORD', $muster_cache['password'] );",
    "define( 'WP_REDIS_PREFIX', 'shop:' );",
    'unset( $muster_cache );',
  ];
}
