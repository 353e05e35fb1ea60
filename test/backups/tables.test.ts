import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectSet } from '../../src/backups/inspect.ts';
import { recogniseSet } from '../../src/backups/recognise.ts';
import { TextRows } from '../../src/backups/sql/text-rows.ts';
import { RowTap } from '../../src/backups/sql/row-tap.ts';
import { textValue } from '../../src/backups/sql/value.ts';
import type { BackupExpectations, BackupInspection } from '../../src/model/backup-inspection.ts';
import { memorySource } from './memory-source.ts';
import { ageSealer, sampleExpectations, sampleFiles, sampleTables, tablesFiles, tarOf, textRow, type Sealer } from './sample-shop.ts';

const signal = new AbortController().signal;
let sealer: Sealer;
beforeAll(async () => {
  sealer = await ageSealer();
});

/** A set as the procedure `tables-age` leaves it. */
const setOf = async (files: Readonly<Record<string, string>>): Promise<Record<string, Buffer>> => ({
  'database.tables.tar.zst.age': await sealer.seal(zstdCompressSync(await tarOf(files))),
  'wp-content.tar.zst.age': await sealer.seal(zstdCompressSync(await tarOf(sampleFiles))),
});
const look = async (files: Readonly<Record<string, string>>, more: Partial<BackupExpectations> = {}): Promise<BackupInspection> =>
  inspectSet(memorySource(await setOf(files)), sealer.keys, { ...sampleExpectations, ...more }, signal);
const brokenOf = ({ rules }: BackupInspection): readonly string[] => rules.filter(({ reading }) => reading === 'broken').map(({ id }) => id);
const textOf = ({ rules }: BackupInspection, id: string): string => rules.find((rule) => rule.id === id)?.text ?? '';
const without = (...paths: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(tablesFiles(sampleTables())).filter(([path]) => !paths.includes(path)));
const changed = (path: string, change: (text: string) => string): Record<string, string> => {
  const files = tablesFiles(sampleTables());
  return { ...files, [path]: change(files[path] ?? '') };
};

describe('a set of the procedure tables-age', () => {
  it('is recognised within its layers', async () => {
    expect(await recogniseSet(memorySource(await setOf(tablesFiles(sampleTables()))), sealer.keys, signal)).toMatchObject({
      format: 'mariadb-dir',
      parts: [{ envelopes: ['age', 'zstd'], content: { kind: 'mariadb-dir', form: 'tar' } }, { content: { kind: 'archive', root: 'wp-content' } }],
    });
  });
  it.each([
    ['schemas first', (a: string, b: string) => (a < b ? -1 : 1)],
    ['rows first', (a: string, b: string) => (a < b ? 1 : -1)],
  ] as const)('passes with every row counted and the log read, %s', async (_name, order) => {
    const files = tablesFiles(sampleTables());
    const found = await look(Object.fromEntries(Object.entries(files).toSorted(([a], [b]) => order(a.slice(-3) + a, b.slice(-3) + b))));
    expect(found.rules.filter(({ required, reading }) => required && reading !== 'holds')).toEqual([]);
    expect(found).toMatchObject({ verdict: 'pass', newestRecordAt: '2026-11-23T09:10:03Z', rows: { wp_wc_orders: 3, wp_phi_access_log: 4, wp_links: 0 } });
  });
  it('breaks where rows, a schema, an end or the routines are missing', async () => {
    const options = 'wordpress/wp_options';
    const texts = await Promise.all(
      [
        without('./wordpress/wp_users.txt'),
        without('./wordpress/wp_users.sql'),
        without('./code.sql'),
        changed('./wordpress/wp_users.txt', (text) => text.slice(0, -1)),
        changed(`./${options}.sql`, (text) => text.slice(0, text.indexOf('-- Dump completed'))),
        changed('./code.sql', (text) => text.slice(0, text.indexOf('-- Dump completed'))),
      ].map(async (files) => textOf(await look(files), 'ends-as-it-must')),
    );
    expect(texts.map((text) => text.split('age: ')[1])).toEqual([
      'the rows of the table wp_users are missing',
      'the schema of the table wp_users is missing',
      'code.sql, with triggers and routines, is missing',
      'the last row of the table wp_users is cut',
      `./${options}.sql: mariadb-dump's last line, "-- Dump completed", is missing`,
      './code.sql: mariadb-dump\'s last line, "-- Dump completed", is missing',
    ]);
  });
  it('breaks where a table lost its rows, the log was changed, or the newest record is old', async () => {
    expect(brokenOf(await look(changed('./wordpress/wp_wc_orders.txt', () => '')))).toEqual(['tables-filled']);
    expect(brokenOf(await look(changed('./wordpress/wp_phi_access_log.txt', (text) => text.replace('administrator', 'nobody'))))).toEqual([
      'access-log-unbroken',
    ]);
    expect(brokenOf(await look(tablesFiles(sampleTables()), { asOf: '2026-11-23T12:00:00Z' }))).toEqual(['newest-record']);
    expect(brokenOf(await look(tablesFiles(sampleTables()), { baseline: { wc_orders: 4 } }))).toEqual(['rows-as-counted']);
  });
  it('is not taken for one when it lies in no tar, and says what to do', async () => {
    const seen = recogniseSet(
      memorySource(Object.fromEntries(Object.entries(tablesFiles(sampleTables())).map(([path, text]) => [path.slice(2), text]))),
      sealer.keys,
      signal,
    );
    await expect(seen).rejects.toMatchObject({ code: 'BACKUP_UNKNOWN', hint: expect.stringContaining('tar -C') });
  });
});

describe('tab-separated rows', () => {
  it('come back as they were, however the stream is cut', () => {
    const value = fc.option(fc.string({ unit: fc.constantFrom('a', '\t', '\n', '\\', 'N', '\0', 'é', '"') }));
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value), { minLength: 1 }), fc.integer({ min: 1, max: 9 }), (rows, size) => {
        const facts = { created: true, rows: 0, columns: ['a', 'b', 'c'] };
        const seen: (readonly (string | null)[])[] = [];
        const reader = new TextRows(facts, new RowTap({ columns: ['c', 'a'], row: (values) => seen.push([...values]) }, facts.columns, textValue));
        const bytes = Buffer.from(rows.map(textRow).join(''));
        for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
        expect([facts.rows, reader.end(), seen]).toEqual([rows.length, true, rows.map(([a, , c]) => [c, a])]);
      }),
    );
  });
});
