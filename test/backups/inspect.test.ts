import { zstdCompressSync } from 'node:zlib';
import { generateX25519Identity } from 'age-encryption';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectSet } from '../../src/backups/inspect.ts';
import { noKeys } from '../../src/backups/peel.ts';
import type { BackupExpectations, BackupInspection } from '../../src/model/backup-inspection.ts';
import { DrillError } from '../../src/model/errors.ts';
import { memorySource, type Files } from './memory-source.ts';
import { ageSealer, mariadbDump, sampleExpectations, sampleSet, sampleSite, sampleTables, tarOf, type Sealer, type Table } from './sample-shop.ts';

const signal = new AbortController().signal;
let sealer: Sealer;
beforeAll(async () => {
  sealer = await ageSealer();
});

const look = (files: Files, expected: Partial<BackupExpectations> = {}, keys = sealer.keys): Promise<BackupInspection> =>
  inspectSet(memorySource(files), keys, { ...sampleExpectations, ...expected }, signal);
const brokenOf = ({ rules }: BackupInspection): readonly string[] => rules.filter(({ reading }) => reading === 'broken').map(({ id }) => id);
const textOf = ({ rules }: BackupInspection, id: string): string => rules.find((rule) => rule.id === id)?.text ?? '';
const withTables = (change: (tables: Record<string, Table>) => Record<string, Table>): Promise<Files> => sampleSet(sealer, change(sampleTables()));

const without =
  (table: string) =>
  (tables: Record<string, Table>): Record<string, Table> =>
    Object.fromEntries(Object.entries(tables).filter(([name]) => name !== table));

describe('a good set', () => {
  it('passes, every required rule read as holding', async () => {
    const found = await look(await sampleSet(sealer));
    expect(found.rules.filter(({ required, reading }) => required && reading !== 'holds')).toEqual([]);
    expect(found).toMatchObject({
      verdict: 'pass',
      format: 'mariadb-dump',
      newestRecordAt: '2026-11-23T09:10:03Z',
      rows: { wp_wc_orders: 3, wp_phi_access_log: 4 },
    });
  });
  it('says what it does not prove', async () => {
    const { notProven } = await look(await sampleSet(sealer), { site: null });
    expect(notProven.join(' ')).toMatch(/a drill shows that.*no --site.*no --baseline/su);
  });
  it('is inconclusive without files where the site has plugins, and says that they are not in it', async () => {
    const database = { 'database.sql.zst.age': (await sampleSet(sealer))['database.sql.zst.age'] ?? Buffer.alloc(0) };
    const found = await look(database);
    expect(found.verdict).toBe('inconclusive');
    expect(found.rules.filter(({ required, reading }) => required && reading !== 'holds').map(({ id }) => id)).toEqual(['plugins-present']);
    expect(found.notProven.join(' ')).toMatch(/plugins and themes.*uploads.*no archive of files/su);
    expect((await look(database, { site: { ...sampleSite, plugins: [] } })).verdict).toBe('pass');
    expect((await look(database, { site: null })).notProven.join(' ')).toContain('no archive of files');
  });
  it('says that uploads are not in a set whose files have none', async () => {
    const files = await sealer.seal(await tarOf({ 'wp-content/plugins/phi-vault/phi-vault.php': '<?php' }));
    const set = await sampleSet(sealer);
    const found = await look({ 'db.age': set['database.sql.zst.age'] ?? Buffer.alloc(0), 'files.age': files });
    expect(found.verdict).toBe('pass');
    expect(found.notProven.join(' ')).toContain('uploads');
    expect((await look(set)).notProven.join(' ')).not.toContain('uploads');
  });
  it('is inconclusive without its key, in words', async () => {
    const found = await look(await sampleSet(sealer), {}, noKeys);
    expect(found.verdict).toBe('inconclusive');
    expect(textOf(found, 'right-key-opens')).toBe('no key was given for 2 of 2 encrypted files');
    expect(found.rules.find(({ id }) => id === 'nothing-readable-outside')?.reading).toBe('holds');
  });
});

describe('every rule can fail', () => {
  it('layers-whole and right-key-opens: a changed byte, another key', async () => {
    const set = await sampleSet(sealer);
    const changed = Buffer.from(set['database.sql.zst.age'] ?? '');
    changed[changed.length - 100] = (changed[changed.length - 100] ?? 0) ^ 1;
    expect(brokenOf(await look({ ...set, 'database.sql.zst.age': changed }))).toContain('layers-whole');
    const other = { ...noKeys, ageIdentities: [await generateX25519Identity()] };
    expect(brokenOf(await look(set, {}, other))).toEqual(['right-key-opens']);
  });
  it('files-known: an empty file; one whose beginning is changed is not passed', async () => {
    const set = await sampleSet(sealer);
    expect(brokenOf(await look({ ...set, 'uploads.tar.age': '' }))).toEqual(['files-known']);
    expect((await look({ ...set, 'uploads.tar.age': Buffer.concat([Buffer.from('Age'), Buffer.alloc(9000, 1)]) })).verdict).toBe('inconclusive');
    expect((await look({ ...set, 'README.txt': 'made at night' })).verdict).toBe('pass');
  });
  it('ends-as-it-must: a dump that was cut before it was packed', async () => {
    const whole = mariadbDump(sampleTables());
    const cut = await sealer.seal(zstdCompressSync(whole.slice(0, whole.indexOf('-- Dump completed'))));
    expect(brokenOf(await look({ 'db.zst.age': cut }))).toEqual(['ends-as-it-must']);
    const inside = await sealer.seal(zstdCompressSync(whole.slice(0, whole.lastIndexOf('INSERT INTO') + 60)));
    expect(textOf(await look({ 'db.zst.age': inside }), 'ends-as-it-must')).toContain('the last statement is cut');
  });
  it('ends-as-it-must: a tar without its end', async () => {
    const tar = await tarOf({ 'wp-content/uploads/a.txt': 'x'.repeat(600) });
    const set = { ...(await sampleSet(sealer)), 'uploads.age': await sealer.seal(tar.subarray(0, -1024)) };
    expect(brokenOf(await look(set))).toContain('ends-as-it-must');
  });
  it('tables-present: names the table that is missing', async () => {
    const found = await look(await withTables(without('wc_orders')));
    expect(brokenOf(found)).toContain('tables-present');
    expect(textOf(found, 'tables-present')).toBe('missing: the table wp_wc_orders');
  });
  it('tables-filled and rows-as-counted: a table that lost its rows, or some', async () => {
    const emptied = await withTables((tables) => ({ ...tables, wc_orders: { columns: tables['wc_orders']?.columns ?? [], rows: [] } }));
    expect(brokenOf(await look(emptied))).toContain('tables-filled');
    const fewer = await look(await sampleSet(sealer), { baseline: { wc_orders: 4, users: 1 } });
    expect(brokenOf(fewer)).toEqual(['rows-as-counted']);
    expect(textOf(fewer, 'rows-as-counted')).toContain('wp_wc_orders has 3 rows, the baseline 4');
  });
  it('plugins-present: an active plugin whose files are not there', async () => {
    const set = await sampleSet(sealer);
    const other = await sealer.seal(await tarOf({ 'wp-content/plugins/other/other.php': '<?php' }));
    expect(brokenOf(await look({ 'db.age': set['database.sql.zst.age'] ?? '', 'files.age': other }))).toEqual(['plugins-present']);
  });
  it('newest-record: an old set with a young file, and a record from the future', async () => {
    const set = await sampleSet(sealer);
    expect(textOf(await look(set, { asOf: '2026-11-23T11:00:00Z' }), 'newest-record')).toMatch(
      /^an entry of the access log of 2026-11-23T09:10:03Z, 1 h 50 min before .* allows 47 min$/u,
    );
    expect(brokenOf(await look(set, { asOf: '2026-11-20T11:00:00Z' }))).toEqual(['newest-record']);
  });
  it('encrypted: a dump that anybody can read', async () => {
    expect(brokenOf(await look({ 'database.sql.zst': zstdCompressSync(mariadbDump(sampleTables())) }))).toEqual(['encrypted']);
  });
  it('nothing-readable-outside: readable text behind a sound age file', async () => {
    const sealed = (await sampleSet(sealer))['database.sql.zst.age'] ?? Buffer.alloc(0);
    const found = await look({ 'db.age': Buffer.concat([sealed, Buffer.from("INSERT INTO `wp_users` VALUES (1,'admin','x')")]) }, {}, noKeys);
    expect(brokenOf(found)).toEqual(['nothing-readable-outside']);
  });
  it('no-key-inside: the identity that opens it, within it or beside it', async () => {
    const [identity = ''] = sealer.keys.ageIdentities;
    const inside = await look(
      await withTables((tables) => ({
        ...tables,
        options: { columns: tables['options']?.columns ?? [], rows: [...(tables['options']?.rows ?? []), [3, 'backup_key', identity, 'no']] },
      })),
    );
    expect(brokenOf(inside)).toEqual(['no-key-inside']);
    expect(JSON.stringify(inside)).not.toContain(identity);
    expect(brokenOf(await look({ ...(await sampleSet(sealer)), 'key.txt': `${identity}\n` }))).toEqual(['no-key-inside']);
  });
  it('access-log-present and access-log-unbroken: a missing table, a changed row, a missing row, a cut end', async () => {
    expect(brokenOf(await look(await withTables(without('phi_access_log'))))).toContain('access-log-present');
    const logWith = (change: (rows: Table['rows']) => Table['rows']): Promise<Files> =>
      withTables((tables) => ({
        ...tables,
        phi_access_log: { columns: tables['phi_access_log']?.columns ?? [], rows: change(tables['phi_access_log']?.rows ?? []) },
      }));
    const texts = await Promise.all(
      [
        logWith((rows) => rows.map((row, index) => (index === 1 ? row.with(3, 'nobody') : row))),
        logWith((rows) => rows.filter((_, index) => index !== 1)),
        logWith((rows) => rows.slice(0, -1)),
      ].map(async (files) => textOf(await look(await files), 'access-log-unbroken')),
    );
    expect(texts).toEqual([
      'row 2 is not what its hash says: it was changed',
      'row 2 is missing: row 3 follows row 1',
      'the chain ends at row 3, its head says row 4',
    ]);
  });
});

describe('damage anywhere', () => {
  it('is never passed, never crashes, and no content comes out in a message', async () => {
    const set = await sampleSet(sealer);
    const names = Object.keys(set);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        fc.integer({ min: 0, max: 255 }),
        async (name, place, mask) => {
          const bytes = Buffer.from(set[name] ?? '');
          const at = Math.floor(place * bytes.length);
          const changed = mask === 0 ? bytes.subarray(0, at) : bytes.fill((bytes[at] ?? 0) ^ mask, at, at + 1);
          const found = await look({ ...set, [name]: changed }).catch((error: unknown) =>
            error instanceof DrillError ? { verdict: error.code, message: error.message } : { verdict: 'pass' },
          );
          expect(found.verdict).not.toBe('pass');
          expect(JSON.stringify(found)).not.toMatch(/a \(note\)|shop\.clinic|AGE-SECRET/u);
        },
      ),
      { numRuns: 120 },
    );
  }, 30_000);
});

describe('other logs', () => {
  it('are told by ids without a gap', async () => {
    const rows = (ids: readonly number[]): Promise<Files> =>
      withTables((tables) => ({ ...tables, simple_history: { columns: ['id', 'date'], rows: ids.map((id) => [id, '2026-11-23 09:00:00']) } }));
    const site = { ...sampleSite, accessLog: 'simple-history' };
    expect(brokenOf(await look(await rows([7, 8, 9]), { site }))).toEqual([]);
    expect(textOf(await look(await rows([7, 9]), { site }), 'access-log-unbroken')).toBe('1 of the ids between 7 and 9 are missing');
    const own = { ...sampleSite, accessLog: 'sql', logTable: { table: 'simple_history', id: 'id' } };
    expect(brokenOf(await look(await rows([7, 8, 9]), { site: own }))).toEqual([]);
    expect(textOf(await look(await rows([7, 9]), { site: own }), 'access-log-unbroken')).toBe('1 of the ids between 7 and 9 are missing');
  });
});
