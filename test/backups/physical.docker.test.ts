import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importDatabase, type GivenSet } from '../../src/backups/given-sets.ts';
import type { RecognisedPart } from '../../src/model/backup-source.ts';
import type { Stack } from '../../src/stack/stack.ts';
import { namesOfRun, raiseRestorer } from '../stack/fixtures/mirror.ts';

/** A server with a shop on it, another database, an account, and code that runs as root. */
const server = `
CREATE TABLE wp_options (option_id int PRIMARY KEY AUTO_INCREMENT, v longtext) AUTO_INCREMENT = 900;
INSERT INTO wp_options VALUES (1, 'naïve 🏥'), (2, NULL), (3, '');
CREATE TABLE wp_bytes (id int PRIMARY KEY, v longblob); INSERT INTO wp_bytes VALUES (1, UNHEX('000A0D1A2227285C09C3A9FF'));
CREATE DEFINER = 'root'@'localhost' TRIGGER wp_t BEFORE INSERT ON wp_options FOR EACH ROW SET NEW.v = 'x';
CREATE DATABASE other; CREATE TABLE other.patients (id int PRIMARY KEY);
CREATE USER stranger IDENTIFIED BY 'known'; GRANT ALL PRIVILEGES ON *.* TO stranger;
`;
const backup = 'mariadb-backup --backup --user=root';
const ways: readonly [name: string, make: string, content: RecognisedPart['content'], envelopes: RecognisedPart['envelopes']][] = [
  ['a stream', `${backup} --stream=mbstream --target-dir=/tmp/b 2>/dev/null > /tmp/set/db`, { kind: 'mariabackup', form: 'xbstream', prepared: false }, []],
  [
    'a packed stream',
    `${backup} --stream=mbstream --target-dir=/tmp/b 2>/dev/null | zstd -q > /tmp/set/db`,
    { kind: 'mariabackup', form: 'xbstream', prepared: false },
    ['zstd'],
  ],
  ['a folder', `${backup} --target-dir=/tmp/set/db 2>/dev/null`, { kind: 'mariabackup', form: 'folder', prepared: false }, []],
  [
    'a prepared folder',
    `${backup} --target-dir=/tmp/set/db 2>/dev/null && mariadb-backup --prepare --target-dir=/tmp/set/db 2>/dev/null`,
    { kind: 'mariabackup', form: 'folder', prepared: true },
    [],
  ],
];

describe('a physical backup, on a real mirror', () => {
  let stack: Stack;
  let sets = 0;
  beforeAll(async () => {
    stack = await raiseRestorer();
  }, 600_000);
  afterAll(() => stack[Symbol.asyncDispose]());

  async function inDb(script: string): Promise<void> {
    const { code, stderr } = await stack.containers.exec('db', ['bash', '-c', script]);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  }
  /** Empties the server of all that `server` made. */
  async function emptied(): Promise<void> {
    await inDb(
      `mariadb -e "DROP DATABASE wordpress; CREATE DATABASE wordpress CHARACTER SET utf8mb4; DROP DATABASE IF EXISTS other; DROP USER IF EXISTS stranger"; rm -rf /tmp/b /tmp/set; mkdir /tmp/set`,
    );
  }
  async function given(make: string, content: RecognisedPart['content'], envelopes: RecognisedPart['envelopes'] = []): Promise<GivenSet> {
    await inDb(make);
    sets += 1;
    const name = `set-${sets}`;
    const { stdout, ended } = await stack.containers.execStream('db', ['tar', '-C', '/tmp/set', '-c', '.']);
    const kept = await stack.containers.exec(
      'toolbox',
      ['sh', '-c', 'mkdir "/backups/$1"; tar -x --no-same-owner -C "/backups/$1"; cd "/backups/$1"; find . -type f | cut -c3-', 'sh', name],
      {
        stdin: stdout,
      },
    );
    expect([kept.code, (await ended).code]).toEqual([0, 0]);
    const paths = kept.stdout.toString('utf8').trim().split('\n');
    return { set: { name } as GivenSet['set'], recognised: { format: 'mariabackup', title: 't', parts: [{ paths, envelopes, content }] }, mostBytes: 1e9 };
  }
  const rowsOf = async (): Promise<unknown> => [
    await stack.database.query('SELECT option_id AS id, HEX(v) AS v FROM wp_options ORDER BY option_id'),
    await stack.database.query('SELECT HEX(v) AS v FROM wp_bytes'),
    await stack.database.query("SELECT auto_increment AS next FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'wp_options'"),
  ];
  beforeEach(emptied, 30_000);

  it.each(ways)(
    '%s comes back with every row, and nothing else of its server',
    async (_name, make, content, envelopes) => {
      await inDb(`mariadb --default-character-set=utf8mb4 wordpress <<'END'\n${server}\nEND`);
      const before = await rowsOf();
      const set = await given(make, content, envelopes);
      await emptied();
      await importDatabase(stack, set);
      expect(await rowsOf()).toEqual(before);
      expect(await stack.database.query('SELECT schema_name AS s FROM information_schema.schemata WHERE schema_name = ?', ['other'])).toEqual([]);
      expect(await stack.database.query('SELECT user AS u FROM mysql.user WHERE user = ?', ['stranger'])).toEqual([]);
      expect(await stack.database.query('SELECT definer AS d FROM information_schema.triggers WHERE trigger_schema = DATABASE()')).toEqual([
        { d: 'restorer@%' },
      ]);
      // Neither its files nor its server are left.
      await inDb('test ! -e /var/lib/mysql/.physical; ! pgrep -f -- "--datadir=/var/lib/mysql/[.]physical"');
    },
    60_000,
  );

  it('is refused when it holds no shop of this prefix, and when it is cut', async () => {
    await inDb('mariadb wordpress -e "CREATE TABLE shop_options (a int PRIMARY KEY)"');
    const [, make = '', content] = ways[0] ?? [];
    if (content === undefined) throw new Error('no way');
    const other = await given(make, content);
    await expect(importDatabase(stack, other)).rejects.toMatchObject({ code: 'RESTORE_REFUSED', message: expect.stringContaining('table-prefix') });
    const cut = await given('head -c -200000 /tmp/set/db > /tmp/set/cut && mv /tmp/set/cut /tmp/set/db', content);
    await expect(importDatabase(stack, cut)).rejects.toMatchObject({ code: 'RESTORE_REFUSED', message: expect.stringContaining('damaged') });
    await inDb('test ! -e /var/lib/mysql/.physical');
  }, 60_000);

  it('leaves nothing behind', async () => {
    await stack[Symbol.asyncDispose]();
    expect(await namesOfRun(stack.engine, stack.runId)).toEqual([]);
  });
});
