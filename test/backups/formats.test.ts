import { createHash, randomBytes } from 'node:crypto';
import { crc32, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { formats } from '../../src/backups/formats/index.ts';
import { inspectSet } from '../../src/backups/inspect.ts';
import { noKeys } from '../../src/backups/peel.ts';
import { recogniseSet } from '../../src/backups/recognise.ts';
import type { BackupInspection } from '../../src/model/backup-inspection.ts';
import type { BackupKeys, RecognisedSet } from '../../src/model/backup-source.ts';
import { zipOf } from '../artifacts/small-zip.ts';
import { memorySource, type Files } from './memory-source.ts';
import {
  ageSealer,
  createStatement,
  mariadbDump,
  quotedValue,
  sampleExpectations,
  sampleFiles,
  sampleTables,
  tablesFiles,
  tarOf,
  updraftDump,
} from './sample-shop.ts';

const signal = new AbortController().signal;
const recognise = (files: Files, keys: BackupKeys = noKeys): Promise<RecognisedSet> => recogniseSet(memorySource(files), keys, signal);
const look = (files: Files, deep = false): Promise<BackupInspection> => inspectSet(memorySource(files), noKeys, { ...sampleExpectations, deep }, signal);
const brokenOf = ({ rules }: BackupInspection): readonly string[] =>
  rules.filter(({ reading, group }) => reading === 'broken' && group !== 'encrypted').map(({ id }) => id);
const textOf = ({ rules }: BackupInspection, id: string): string => rules.find((rule) => rule.id === id)?.text ?? '';

/** mydumper's layout, values in double quotes as it writes them; `rows` as its newer versions note them in metadata. */
function mydumperFiles(): Record<string, Buffer | string> {
  const tables = sampleTables();
  const files: Record<string, Buffer | string> = {};
  for (const [name, table] of Object.entries(tables)) {
    files[`shop.wp_${name}-schema.sql.zst`] = zstdCompressSync(`/*!40101 SET NAMES binary*/;\n${createStatement(name, table)}`);
    if (table.rows.length > 0)
      files[`shop.wp_${name}.00000.sql.zst`] = zstdCompressSync(
        `/*!40101 SET NAMES utf8mb4*/;\n/*!40014 SET FOREIGN_KEY_CHECKS=0*/;\nINSERT INTO \`wp_${name}\` (${table.columns.map((column) => `\`${column}\``).join(',')}) VALUES${table.rows.map((row) => `(${row.map((value) => quotedValue(value, '"')).join(',')})\n`).join(',')};\n`,
      );
  }
  const rows = Object.entries(tables).map(([name, table]) => `[\`shop\`.\`wp_${name}\`]\nreal_table_name=wp_${name}\nrows = ${table.rows.length}\n`);
  files['metadata'] =
    `# Started dump at: 2026-11-23 09:15:00\n[config]\nquote-character = BACKTICK\n\n${rows.join('\n')}# Finished dump at: 2026-11-23 09:15:09\n`;
  files['shop-schema-create.sql.zst'] = zstdCompressSync('CREATE DATABASE IF NOT EXISTS `shop`;\n');
  return files;
}

const updraftFiles = (): Record<string, Buffer> => {
  const name = (entity: string): string => `backup_2026-11-23-0915_Clinic_0a1b2c3d4e5f-${entity}`;
  return {
    [name('db.gz')]: gzipSync(updraftDump(sampleTables())),
    [name('plugins.zip')]: zipOf({ 'plugins/phi-vault/phi-vault.php': '<?php' }),
    [name('uploads.zip')]: zipOf({ 'uploads/2026/a.txt': 'a' }),
    [name('uploads2.zip')]: zipOf({ 'uploads/2026/b.txt': 'b' }),
  };
};

function xbstream(files: Readonly<Record<string, string>>, tool = 'mariadb-backup'): Buffer {
  const all = { ...files, xtrabackup_checkpoints: 'backup_type = full-backuped\n', xtrabackup_info: `tool_name = ${tool}\n` };
  const chunk = (type: string, path: string, rest: Buffer): Buffer => {
    const head = Buffer.alloc(14);
    head.write('XBSTCK01\0', 'latin1');
    head.write(type, 9, 'latin1');
    head.writeUInt32LE(path.length, 10);
    return Buffer.concat([head, Buffer.from(path), rest]);
  };
  return Buffer.concat(
    Object.entries(all).flatMap(([path, text]) => {
      const sizes = Buffer.alloc(20);
      sizes.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
      sizes.writeUInt32LE(crc32(text), 16);
      return [chunk('P', path, Buffer.concat([sizes, Buffer.from(text)])), chunk('E', path, Buffer.alloc(0))];
    }),
  );
}

function resticFiles(): Record<string, Buffer | string> {
  const named = (folder: string, bytes: Buffer): readonly [string, Buffer] => {
    const id = createHash('sha256').update(bytes).digest('hex');
    return [folder === 'data' ? `data/${id.slice(0, 2)}/${id}` : `${folder}/${id}`, bytes];
  };
  return {
    config: randomBytes(155),
    'keys/ab12': '{"kdf":"scrypt","data":"xx"}',
    ...Object.fromEntries([named('data', randomBytes(9000)), named('index', randomBytes(300)), named('snapshots', randomBytes(250))]),
  };
}

const page = 'p'.repeat(16 * 1024);
const ibd = Object.fromEntries(Object.keys(sampleTables()).map((name) => [`wordpress/wp_${name}.ibd`, page]));
const mariabackupFolder = {
  ...ibd,
  ibdata1: page,
  ib_logfile0: 'x',
  mariadb_backup_checkpoints: 'backup_type = full-prepared\n',
  mariadb_backup_info: 'tool_name = mariadb-backup\n',
};

const good: Readonly<Record<string, () => Files | Promise<Files>>> = {
  'mariadb-dump': () => ({ 'db.sql': mariadbDump(sampleTables()) }),
  updraftplus: updraftFiles,
  mydumper: mydumperFiles,
  mariabackup: () => mariabackupFolder,
  'mariadb-dir': async () => ({ 'db.tar': await tarOf(tablesFiles(sampleTables())) }),
  restic: resticFiles,
  files: async () => ({ 'files.tar': await tarOf(sampleFiles) }),
};

describe('every registered format', () => {
  it('has a name of its own', () => {
    expect(new Set(formats.map(({ kind }) => kind)).size).toBe(formats.length);
    expect(Object.keys(good).toSorted()).toEqual(formats.map(({ kind }) => kind).toSorted());
  });
  it.each(Object.keys(good))('%s is recognised by its content alone, whatever its files are called where they may be', async (kind) => {
    expect((await recognise((await good[kind]?.()) ?? {})).format).toBe(kind);
  });
  it.each(Object.keys(good))('%s: nothing is wrong with a good set but that it is not encrypted, and a mere set of files', async (kind) => {
    const found = await look((await good[kind]?.()) ?? {}, true);
    expect([found.format, brokenOf(found)]).toEqual([kind, kind === 'files' ? ['tables-present'] : []]);
  });
  it.each(Object.keys(good))('%s: leaves no file of it unread: every byte of the middle one matters, or it is said', async (kind) => {
    const files = (await good[kind]?.()) ?? {};
    const [path = ''] = Object.keys(files)
      .filter((name) => !/metadata|config|keys|_info|checkpoints/u.test(name))
      .slice(-1);
    const bytes = Buffer.from(files[path] ?? '');
    const cut = { ...files, [path]: bytes.subarray(0, Math.floor(bytes.length / 2)) };
    const found = await look(cut, true).catch((error: unknown) => error as { code: string });
    if ('code' in found) expect(found.code).toBe('BACKUP_UNKNOWN');
    else if (kind === 'mariabackup') expect(found.notProven.join(' ')).toContain('The pages of the files were not read');
    else expect(brokenOf(found).length).toBeGreaterThan(0);
  });
});

describe('parts of a set', () => {
  it('UpdraftPlus: each zip is a part, with what it holds', async () => {
    const { parts } = await recognise(updraftFiles());
    expect(parts.map(({ content }) => (content.kind === 'archive' ? content.root : content.kind))).toEqual(['sql', 'plugins', 'uploads', 'uploads']);
  });
  it('UpdraftPlus: a missing number, a missing end of a table, two sets in one folder', async () => {
    const files = updraftFiles();
    const [, , first = ''] = Object.keys(files);
    expect(textOf(await look(Object.fromEntries(Object.entries(files).filter(([name]) => name !== first))), 'parts-without-gaps')).toContain(
      'part 1 of uploads is missing',
    );
    const [db = ''] = Object.keys(files);
    const cut = gzipSync(updraftDump(sampleTables()).replace('# End of data contents of table `wp_users`', ''));
    expect(textOf(await look({ ...files, [db]: cut }), 'ends-as-it-must')).toContain("UpdraftPlus' end of the table wp_users is missing");
    await expect(recognise({ ...files, 'backup_2026-11-22-0915_Clinic_ffffffffffff-db.gz': cut })).rejects.toMatchObject({
      code: 'BACKUP_UNKNOWN',
      message: expect.stringContaining('2 sets'),
    });
  });
  it('mydumper: unfinished, a file of rows too few, other counts than it says', async () => {
    const { metadata = '', ...files } = mydumperFiles();
    expect(textOf(await look({ ...files, 'metadata.partial': metadata }), 'parts-without-gaps')).toContain('metadata.partial');
    const more = { ...files, metadata, 'shop.wp_users.00002.sql.zst': zstdCompressSync("INSERT INTO `wp_users` VALUES (9,'x','2026-01-01 00:00:00');\n") };
    expect(textOf(await look(more), 'parts-without-gaps')).toContain('the file 1 of shop.wp_users is missing');
    expect(textOf(await look(more), 'rows-as-counted')).toContain('wp_users has 2 rows, its own dump says 1');
  });
  it('mariabackup: its stream, prepared or not, and what is missing', async () => {
    const stream = xbstream(ibd);
    expect(await recognise({ 'db.xb': zstdCompressSync(stream) })).toMatchObject({
      format: 'mariabackup',
      parts: [{ envelopes: ['zstd'], content: { form: 'xbstream' } }],
    });
    expect(brokenOf(await look({ 'db.xb': stream }))).toEqual([]);
    const cut = stream.subarray(0, stream.indexOf('XBSTCK01', stream.indexOf('xtrabackup_checkpoints') - 40));
    expect(brokenOf(await look({ 'db.xb': cut }))).toEqual(['ends-as-it-must']);
    expect((await recognise(mariabackupFolder)).parts[0]?.content).toMatchObject({ prepared: true });
    const young = Object.fromEntries(Object.entries(mariabackupFolder).map(([path, text]) => [path.replace(/\.ibd$/u, '.new'), text]));
    expect(brokenOf(await look(young))).toEqual([]);
    expect(brokenOf(await look({ ...young, 'wordpress/wp_users.new': page.slice(1) }))).toEqual(['ends-as-it-must']);
    expect(brokenOf(await look(Object.fromEntries(Object.entries(mariabackupFolder).filter(([name]) => !name.includes('wp_users')))))).toEqual([
      'tables-present',
    ]);
  });
  it("mariabackup: Muster's own procedure, the stream within zstd and age beside wp-content", async () => {
    const { keys, seal } = await ageSealer();
    const set = {
      'database.mbstream.zst.age': await seal(zstdCompressSync(xbstream(ibd))),
      'wp-content.tar.zst.age': await seal(zstdCompressSync(await tarOf(sampleFiles))),
    };
    expect(await recognise(set, keys)).toMatchObject({
      format: 'mariabackup',
      parts: [{ envelopes: ['age', 'zstd'], content: { kind: 'mariabackup' } }, { content: { root: 'wp-content' } }],
    });
    const found = await inspectSet(memorySource(set), keys, sampleExpectations, signal);
    expect(found.rules.filter(({ reading }) => reading === 'broken').map(({ id }) => id)).toEqual([]);
  });
  it('zip: a changed entry shows with --deep, and is listed as not proven without', async () => {
    const zip = zipOf({ 'uploads/2026/a.txt': 'the content of a file' });
    const changed = Buffer.from(zip);
    const at = zip.indexOf('a.txt') + 8;
    changed[at] = (changed[at] ?? 0) ^ 1;
    const set = { 'db.sql': mariadbDump(sampleTables()), 'files.zip': changed };
    expect(brokenOf(await look(set, true))).toContain('layers-whole');
    expect((await look(set)).notProven.join(' ')).toContain('only with --deep');
  });
  it('a restic pack that is not what its name says', async () => {
    const files = resticFiles();
    const [pack = ''] = Object.keys(files).filter((name) => name.startsWith('data/'));
    expect(brokenOf(await look({ ...files, [pack]: randomBytes(9000) }))).toEqual(['layers-whole']);
  });
});

const wpress = Buffer.alloc(9000);
wpress.write('package.json');
wpress.write('120', 255);
wpress.write('1700000000', 269);

describe('refused, with what to do instead', () => {
  it.each<readonly [string, Files, RegExp]>([
    ['.wpress', { a: wpress }, /All-in-One WP Migration/u],
    ['7z', { a: Buffer.concat([Buffer.from('377abcaf271c0004', 'hex'), randomBytes(5000)]) }, /7z/u],
    ['borg', { config: '[repository]\nversion = 1\n', 'data/0/1': 'BORG_SEG', README: 'This is a Borg Backup repository.' }, /borg/u],
    ['Duplicator', { 'installer.php': '<?php', 'x_archive.zip': zipOf({ 'dup-installer/a': 'x' }) }, /Duplicator/u],
    ['BackWPup', { a: zipOf({ 'manifest.json': '{}', 'backwpup_readme.txt': 'x' }) }, /BackWPup/u],
    ['VaultPress', { a: zipOf({ 'sql/wp_posts.sql': 'x' }) }, /VaultPress/u],
    ['XtraBackup', { a: xbstream({}, 'xtrabackup') }, /XtraBackup/u],
    ["a vendor's cipher", { a: randomBytes(20_000) }, /a vendor's cipher/u],
    ["a site's own files", { 'wp-config.php': '<?php', 'wp-load.php': '<?php' }, /one by one/u],
    ['text', { a: 'Jane Doe, 1970-01-01, insulin' }, /text that is no SQL/u],
    ['two dumps', { a: mariadbDump({}), b: mariadbDump({}) }, /2 database dumps/u],
  ])('%s', async (_name, files, message) => {
    const refusal = await recognise(files).then(
      () => null,
      (error: unknown) => error as { code: string; message: string; hint: string },
    );
    expect(refusal).toMatchObject({ code: 'BACKUP_UNKNOWN', message: expect.stringMatching(message) });
    expect(refusal?.hint.length).toBeGreaterThan(20);
    expect(refusal?.message).not.toContain('Jane');
  });
});
