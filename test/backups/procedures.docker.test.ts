import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectSet } from '../../src/backups/inspect.ts';
import { noKeys } from '../../src/backups/peel.ts';
import { siteBackups } from '../../src/backups/site-backups.ts';
import type { BackupSet, Backups } from '../../src/model/ports/backups.ts';
import type { Mirror } from '../../src/model/ports/mirror.ts';
import { systemClock } from '../../src/engine/clock.ts';
import type { Stack } from '../../src/stack/stack.ts';
import { memorySource } from './memory-source.ts';
import { samplePlan } from '../model/sample-plan.ts';
import { raise, testBed } from '../stack/fixtures/mirror.ts';

const client = '--defaults-file=/opt/muster/client.cnf';
const dump = `set -o pipefail; mariadb-dump ${client} --hex-blob --routines --triggers --skip-dump-date --default-character-set=utf8mb4 wordpress | sha256sum`;
const fixture = readFileSync(join(import.meta.dirname, 'fixtures/hard-values.sql'));
let bed: Awaited<ReturnType<typeof testBed>>;
beforeAll(async () => {
  bed = await testBed();
});

interface Shop {
  readonly stack: Stack;
  readonly backups: Backups;
  readonly set: BackupSet;
  /** SHA-256 of a dump of everything, before the backup. */
  readonly before: string;
  /** The file of the set that holds the database. */
  readonly file: string;
  toolbox(script: string, stdin?: Buffer): Promise<string>;
  /** Puts the key from escrow into place. */
  identity(): Promise<void>;
  /** The set as it lies there now, whatever was done to it. */
  asItIs(): Promise<BackupSet>;
}

/** A bare mirror with the hard values, backed up once. */
async function shopWith(procedure: string): Promise<Shop> {
  const stack = await raise(bed);
  const toolbox = async (script: string, stdin?: Buffer): Promise<string> => {
    const done = await stack.containers.exec('toolbox', ['bash', '-c', script], stdin === undefined ? {} : { stdin });
    expect({ script: script.slice(0, 60), code: done.code, said: done.stderr }).toMatchObject({ script: script.slice(0, 60), code: 0 });
    return done.stdout.toString('utf8').trim();
  };
  await toolbox(`mariadb ${client} wordpress`, fixture);
  const config = `define( 'AUTH_KEY', 'made up' );\n`;
  await stack.containers.exec(
    'web',
    ['sh', '-c', 'mkdir -p /var/www/html/wp-content /etc/phi-vault; echo key > /etc/phi-vault/keys.json; cat > /var/www/html/wp-config.php'],
    {
      user: 'root',
      stdin: config,
    },
  );
  const site = { ...samplePlan().site, backup: { procedure, everySeconds: 3600, takesSeconds: 60 } };
  const { containers, database, escrow } = stack;
  const backups = siteBackups({ mirror: { site, containers, database, escrow } as unknown as Mirror, clock: systemClock() });
  const before = await toolbox(dump);
  const set = await backups.take();
  const identity = async (): Promise<void> => void (await toolbox('cat > /run/muster/backup-identity', await escrow.take('backup-identity')));
  const file = `/backups/${set.name}/${set.files.find(({ name }) => name.startsWith('database'))?.name ?? ''}`;
  const asItIs = async (): Promise<BackupSet> => ({
    ...set,
    digest: `sha256:${await toolbox(`cd /backups/${set.name}; sha256sum -- * | sha256sum | cut -c1-64`)}`,
  });
  return { stack, backups, set, before, file, toolbox, identity, asItIs };
}

const formats: Readonly<Record<string, string>> = { 'dump-age': 'mariadb-dump', 'tables-age': 'mariadb-dir', 'mariabackup-age': 'mariabackup' };

describe.each(['dump-age', 'tables-age', 'mariabackup-age'])('the procedure %s', (procedure) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await shopWith(procedure);
  }, 120_000);
  afterAll(async () => void (await shop.stack.stop()));

  it('leaves nothing in clear beside the set, and the set holds none of the values', async () => {
    expect(await shop.toolbox(`cd /backups/${shop.set.name}; grep -qa "CREATE TABLE\\|unicode_520" * && echo seen || echo sealed`)).toBe('sealed');
    const { stdout } = await shop.stack.containers.exec('db', ['sh', '-c', 'ls -A /var/lib/mysql | grep -c "^\\.staging\\|^\\.incoming"']);
    expect(stdout.toString('utf8').trim()).toBe('0');
  });

  it('is recognised and found whole by its content alone', async () => {
    const { stack, set, toolbox } = shop;
    const files = await Promise.all(
      set.files.map(async ({ name }) => [name, (await stack.containers.exec('toolbox', ['cat', `/backups/${set.name}/${name}`])).stdout] as const),
    );
    const [identity = ''] = /^AGE-SECRET-KEY-.*$/mu.exec((await stack.escrow.take('backup-identity')).toString('utf8')) ?? [];
    const found = await inspectSet(
      memorySource(Object.fromEntries(files)),
      { ...noKeys, ageIdentities: [identity] },
      { asOf: systemClock().now(), deep: false, site: null, baseline: null },
      new AbortController().signal,
    );
    const readings = Object.fromEntries(found.rules.map(({ id, reading }) => [id, reading]));
    expect([found.format, readings]).toMatchObject([
      formats[procedure],
      { 'layers-whole': 'holds', 'ends-as-it-must': 'holds', 'right-key-opens': 'holds', 'wrong-key-fails': 'holds', 'no-key-inside': 'holds' },
    ]);
    const tables = Object.keys(found.rows);
    const sql = tables.map((table) => `SELECT COUNT(*) FROM \`${table.replaceAll('`', '``')}\`;`).join('\n');
    const counted = (await toolbox(`mariadb ${client} -N wordpress`, Buffer.from(sql))).split('\n').slice(0, tables.length);
    expect(found.rows).toEqual(Object.fromEntries(tables.map((table, index) => [table, Number(counted[index])])));
  }, 30_000);

  it('brings back every byte: values, keys, counters, view, trigger, routines and sequence', async () => {
    const { containers } = shop.stack;
    await shop.identity();
    await containers.remove('db');
    await containers.provision('db');
    expect(await shop.toolbox(dump)).not.toBe(shop.before);
    await shop.backups.restoreDatabase(shop.set);
    expect(await shop.toolbox(dump)).toBe(shop.before);
  }, 60_000);

  it('refuses another key, a cut file and a changed byte, and leaves the database as it is', async () => {
    const { backups, set, file, toolbox, before } = shop;
    await toolbox(`cp ${file} /tmp/whole`);
    const damages = {
      'another key': 'age-keygen > /run/muster/backup-identity 2>/dev/null',
      'a cut file': `truncate -s -40 ${file}`,
      'a changed byte': `printf x | dd of=${file} bs=1 seek=$(($(stat -c %s ${file}) / 2)) conv=notrunc status=none`,
    };
    for (const [what, script] of Object.entries(damages)) {
      await toolbox(script);
      await expect(backups.restoreDatabase(await shop.asItIs()), what).rejects.toMatchObject({ code: 'RESTORE_REFUSED' });
      expect(await toolbox(dump), what).toBe(before);
      if (what !== 'another key') await expect(backups.restoreDatabase(set), what).rejects.toMatchObject({ code: 'RESTORE_REFUSED' });
      await toolbox(`cp /tmp/whole ${file}`);
      await shop.identity();
    }
  }, 60_000);
});

describe('the procedure tables-age', () => {
  it('gives out single tables beside the database, row by row as they were, and refuses one that is not there', async () => {
    const { stack, backups, set, identity, toolbox } = await shopWith('tables-age');
    await identity();
    const { prefix } = stack.database;
    await toolbox(
      `mariadb ${client} wordpress -e "CREATE TABLE ${prefix}bits (id int PRIMARY KEY, v blob); INSERT INTO ${prefix}bits VALUES (1, x'00ff0a09'), (2, NULL), (3, '')"`,
    );
    const later = await backups.take();
    await toolbox(`mariadb ${client} wordpress -e "DELETE FROM ${prefix}bits"`);
    {
      await using opened = (await backups.openTables?.(later, ['bits'])) ?? expect.fail('no tables');
      expect(await toolbox(`mariadb ${client} -N ${opened.schema} -e "SELECT id, HEX(v) FROM ${prefix}bits"`)).toBe('1\t00FF0A09\n2\tNULL\n3');
    }
    expect(await toolbox(`mariadb ${client} -N wordpress -e "SELECT COUNT(*) FROM ${prefix}bits"`)).toBe('0');
    await expect(backups.openTables?.(set, ['bits'])).rejects.toMatchObject({ code: 'RESTORE_REFUSED' });
    await stack.stop();
  }, 60_000);
  it('refuses rows that the server would only take changed', async () => {
    const { stack, backups, file, toolbox, identity, asItIs } = await shopWith('tables-age');
    await identity();
    await toolbox(
      `mkdir /tmp/set; age -d -i /run/muster/backup-identity ${file} | zstd -q -d | tar -x -C /tmp/set; echo seven >> /tmp/set/wordpress/parent.txt`,
    );
    await toolbox(`tar -C /tmp/set -c . | zstd -q | age -r $(age-keygen -y /run/muster/backup-identity) -o /tmp/forged && cp /tmp/forged ${file}`);
    await expect(backups.restoreDatabase(await asItIs())).rejects.toMatchObject({ code: 'RESTORE_REFUSED' });
    await stack.stop();
  }, 60_000);
});
