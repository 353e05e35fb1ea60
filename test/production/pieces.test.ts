import { describe, expect, it } from 'vitest';
import { comparison } from '../../src/model/baseline-comparison.ts';
import type { Baseline } from '../../src/model/baseline.ts';
import { parseAddress } from '../../src/production/address.ts';
import { baselineKeyId, fileKey } from '../../src/production/baseline-key.ts';
import { writingPrivileges } from '../../src/production/grants.ts';
import { paced } from '../../src/production/pace.ts';
import { parseWpConfig, saltsInForce } from '../../src/production/wp-config.ts';
import { sampleBaseline } from './sample-baseline.ts';

describe("production's address", () => {
  it('is user, host, port and database; a socket takes the place of host and port', () => {
    expect(parseAddress('mysql://muster@db.example:3307/shop')).toEqual({
      host: 'db.example',
      port: 3307,
      user: 'muster',
      database: 'shop',
      socket: null,
      local: false,
    });
    expect(parseAddress('mariadb://m@localhost/shop?socket=/run/mysqld/mysqld.sock')).toMatchObject({
      port: 3306,
      socket: '/run/mysqld/mysqld.sock',
      local: true,
    });
    expect(parseAddress('mysql://m@[::1]/shop')).toMatchObject({ host: '::1', local: true });
  });

  it.each(['mysql://m:secret@h/d', 'postgres://m@h/d', 'mysql://h/d', 'mysql://m@h', 'mysql://m@h/d?x=1', 'secret'])(
    'is refused, and not repeated: %s',
    (text) => {
      const failure = (() => {
        try {
          return parseAddress(text);
        } catch (error) {
          return error;
        }
      })();
      expect(failure).toMatchObject({ code: 'INVALID_FLAG' });
      expect(JSON.stringify([String(failure), failure])).not.toContain('secret');
    },
  );
});

describe('the grants of an account', () => {
  const told = (...lines: readonly string[]): readonly string[] => writingPrivileges(lines.map((line) => ({ Grants: line })));
  it('are harmless when they read only', () => {
    expect(
      told("GRANT USAGE ON *.* TO `m`@`%` IDENTIFIED BY PASSWORD '*ABC'", 'GRANT SELECT, SHOW VIEW ON `shop`.* TO `m`@`%`', 'GRANT PROCESS ON *.* TO `m`@`%`'),
    ).toEqual([]);
  });
  it('are told when they do more, without the password beside them', () => {
    expect(
      told(
        "GRANT ALL PRIVILEGES ON *.* TO `root`@`%` IDENTIFIED BY PASSWORD '*ABC' WITH GRANT OPTION",
        'GRANT SELECT, INSERT (a, b), DELETE ON `my\\_shop`.* TO `m`@`%`',
      ),
    ).toEqual(['ALL PRIVILEGES on every database', 'DELETE on my_shop', 'GRANT OPTION on every database', 'INSERT on my_shop']);
  });
});

describe('the keys of baselines', () => {
  it('differ from file to file, and say nothing of the key they are made of', () => {
    const key = Buffer.alloc(32, 7);
    expect(fileKey(key, 'a')).toHaveLength(32);
    expect(fileKey(key, 'a').equals(fileKey(key, 'b'))).toBe(false);
    expect(baselineKeyId(key)).toMatch(/^hmac-sha256:[0-9a-f]{32}$/u);
    expect(baselineKeyId(key)).not.toContain(key.toString('hex').slice(0, 16));
  });
});

describe('the pace', () => {
  it('rests as long as a statement took, and waits while the server is busy', async () => {
    const busy = [9, 3, 1, 1];
    const seen: string[] = [];
    let now = 0;
    const sql = {
      query: async (text: string) => {
        seen.push(text);
        now += 40;
        return text.startsWith('SHOW') ? [{ Value: busy.shift() ?? 0 }] : [];
      },
      execute: async () => 0,
    };
    const began = performance.now();
    await paced(sql, { rest: 1, maxRunning: 3 }, { monotonicMs: () => now, signal: new AbortController().signal }).query('SELECT 1');
    expect(seen).toEqual(["SHOW GLOBAL STATUS LIKE 'Threads_running'", "SHOW GLOBAL STATUS LIKE 'Threads_running'", 'SELECT 1']);
    expect(performance.now() - began).toBeGreaterThan(1_000);
  });
});

describe('wp-config.php', () => {
  const text = String.raw`<?php
/* define('AUTH_KEY', 'commented'); */
define( 'AUTH_KEY', 'a\'b' );
define("SECURE_AUTH_KEY", "same");
define('LOGGED_IN_KEY', 'same');
define('NONCE_KEY', 'put your unique phrase here');
define('AUTH_SALT', getenv('SALT'));
$table_prefix = 'shop_';
`;
  it('is read without being run', () => {
    const { constants, tablePrefix } = parseWpConfig(text);
    expect(constants.get('AUTH_KEY')).toBe("a'b");
    expect(constants.has('AUTH_SALT')).toBe(false);
    expect(tablePrefix).toBe('shop_');
  });
  it('gives the salts in force as WordPress finds them: doubled and placeholder ones come from options', () => {
    const salts = saltsInForce(
      parseWpConfig(text).constants,
      new Map([
        ['logged_in_key', 'x'],
        ['nonce_key', 'y'],
        ['auth_key', 'unused'],
      ]),
    );
    expect(Object.fromEntries(salts)).toEqual({
      AUTH_KEY: { from: 'wp-config', value: "a'b" },
      LOGGED_IN_KEY: { from: 'options', value: 'x' },
      NONCE_KEY: { from: 'options', value: 'y' },
    });
  });
});

describe('two baselines', () => {
  const one = sampleBaseline;
  const told = (now: Partial<Baseline>): readonly string[] =>
    comparison(one, { ...one, ...now }).map(({ subject, name, change }) => `${subject} ${name} ${change}`.replace('  ', ' '));

  it('do not differ from themselves', () => {
    expect(told({})).toEqual([]);
  });
  it.each([
    ['a capability that was granted', { access: { ...one.access, roles: { nurse: { read: true, edit_users: true } } } }, ['role nurse changed']],
    ['a role that is gone', { access: { ...one.access, roles: {} } }, ['role nurse missing']],
    [
      'another holder of the same grants',
      { access: { ...one.access, holders: [{ grants: { nurse: true }, users: 2, digest: 'cd', members: [] }] } },
      ['holders nurse changed'],
    ],
    ['a plugin that is gone', { components: [] }, ['plugin log missing']],
    ['another version', { components: [{ kind: 'plugin', slug: 'log', version: '1.1', digest: null, active: true } as const] }, ['plugin log changed']],
    ['a new table', { rows: { wc_orders: 9, x: 1 } }, ['rows x added']],
    [
      'a changed record',
      { integrity: { ...one.integrity, tables: [{ table: 'wc_orders', rows: 9, root: 'bb', cutOffs: 0 }] } },
      ['phi-table wc_orders changed'],
    ],
    ['what one of them could not read', { software: { ...one.software, objectCache: true } }, ['object-cache not-comparable']],
    ['another key', { key: { id: 'hmac-sha256:1', salt: '00' } }, ['phi-table not-comparable', 'salt not-comparable']],
  ])('differ in exactly %s', (_what, now, expected) => {
    expect(told(now)).toEqual(expect.arrayContaining(expected));
    expect(told(now).filter((line) => !line.startsWith('holders'))).toHaveLength(expected.filter((line) => !line.startsWith('holders')).length);
  });
});
