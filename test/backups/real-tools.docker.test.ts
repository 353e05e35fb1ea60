import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { generateX25519Identity } from 'age-encryption';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectSet } from '../../src/backups/inspect.ts';
import { noKeys } from '../../src/backups/peel.ts';
import { folderSource } from '../../src/fetcher/folder.ts';
import type { BackupInspection } from '../../src/model/backup-inspection.ts';
import type { BackupKeys } from '../../src/model/backup-source.ts';
import { testBed } from '../stack/fixtures/mirror.ts';
import { mariadbDump, sampleExpectations, sampleSite, sampleTables, tarOf } from './sample-shop.ts';

const script = readFileSync(join(import.meta.dirname, 'fixtures/real-tools.sh'), 'utf8');
/** What the sample's dump does not have: bytes of every kind, a view, a trigger. */
const hard = `CREATE TABLE wp_bytes (id int PRIMARY KEY, words longtext, bytes longblob);
INSERT INTO wp_bytes VALUES (1, 'tab\\tline\\nback\\\\slash \\'q\\' "d" ; (x)', UNHEX('000A0D1A2227285C09C3A9FF')), (2, NULL, ''), (3, '\\\\N', UNHEX('5C0A5C'));
CREATE VIEW wp_seen AS SELECT id FROM wp_wc_orders;
DELIMITER //
CREATE TRIGGER wp_before BEFORE INSERT ON wp_bytes FOR EACH ROW BEGIN SET NEW.words = 'INSERT INTO wp_users VALUES (1);'; END//
DELIMITER ;
`;
let folder = '';
let keys: BackupKeys = noKeys;

beforeAll(async () => {
  const { engine, images } = await testBed();
  folder = await mkdtemp(join(tmpdir(), 'muster-real-'));
  const container = await engine.docker.createContainer({
    Image: images.db.id,
    Entrypoint: ['bash', '/work/make.sh'],
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    await container.putArchive(
      await tarOf({ 'work/make.sh': script, 'work/shop.sql': `SET @OLD_SQL_NOTES = @@SQL_NOTES;\n${mariadbDump(sampleTables())}${hard}`, 'out/.keep': '' }),
      {
        path: '/',
      },
    );
    await container.start();
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number };
    if (code !== 0) throw new Error(`the tools ended with exit ${code}: ${String(await container.logs({ stdout: true, stderr: true }))}`);
    await unpack(await container.getArchive({ path: '/out' }));
  } finally {
    await container.remove({ force: true, v: true });
  }
  const identity = /^AGE-SECRET-KEY-.*$/mu.exec(readFileSync(join(folder, 'out/identity'), 'utf8'))?.[0] ?? '';
  keys = { ...noKeys, ageIdentities: [identity], passphrases: ['right'] };
  packOnHost();
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

async function unpack(archive: NodeJS.ReadableStream): Promise<void> {
  for await (const entry of archive.pipe(extract())) {
    const path = join(folder, entry.header.name);
    if (entry.header.type !== 'file') {
      entry.resume();
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await buffer(entry));
  }
}

/** The layers that the image has no tool for, made by this host's where it has them. */
function packOnHost(): void {
  const input = readFileSync(join(folder, 'out/hex/db'));
  const pass = join(folder, 'pass');
  writeFileSync(pass, 'right\n');
  const tools: Readonly<Record<string, readonly string[]>> = {
    xz: ['-c'],
    bzip2: ['-c'],
    gpg: ['--homedir', folder, '--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase-file', pass, '-o', '-', '-c'],
    openssl: ['enc', '-aes-256-cbc', '-pbkdf2', '-pass', `file:${pass}`],
  };
  for (const [tool, argv] of Object.entries(tools)) {
    const done = spawnSync(tool, argv, { input, maxBuffer: 64 * 1024 * 1024 });
    if (done.status !== 0) continue;
    mkdirSync(join(folder, 'out', tool));
    writeFileSync(join(folder, 'out', tool, 'db'), done.stdout);
  }
}

/** The sets are of the database alone. */
const expectations = { ...sampleExpectations, site: { ...sampleSite, plugins: [] } };
const look = (set: string, given = keys): Promise<BackupInspection> =>
  inspectSet(folderSource(join(folder, 'out', set)), given, expectations, new AbortController().signal);
const broken = ({ rules }: BackupInspection): readonly string[] =>
  rules.filter(({ reading, group }) => reading === 'broken' && group !== 'encrypted').map(({ id, text }) => `${id}: ${text}`);
const open = ({ rules }: BackupInspection): readonly string[] =>
  rules.filter(({ reading, group, required }) => required && reading !== 'holds' && group !== 'encrypted').map(({ id }) => id);
const has = (set: string): boolean => readdirSync(join(folder, 'out')).includes(set);

const logical = ['plain', 'hex', 'gzip', 'zstd', 'xz', 'bzip2', 'age', 'openssl', 'gpg', 'tables', 'tables-age'];
const physical = ['folder', 'prepared', 'stream', 'stream-age'];
const byServerOnly = ['tables-filled', 'newest-record', 'access-log-unbroken'];

/** The sets that were made: xz, bzip2, openssl and gpg are used where this host has them. */
const made = (sets: readonly string[]): readonly string[] => sets.filter(has);

describe('what the real tools write', () => {
  it('holds complete, fresh and with its log, every row counted', async () => {
    const found = await Promise.all(made(logical).map(look1));
    expect(found.map(({ set, inspection }) => [set, open(inspection)])).toEqual(found.map(({ set }) => [set, []]));
    for (const { set, inspection } of found) expect([set, inspection.rows]).toMatchObject([set, { wp_bytes: 3, wp_wc_orders: 3, wp_users: 1, wp_links: 0 }]);
  });
  it('holds complete where only its server can count rows', async () => {
    const found = await Promise.all(physical.map(look1));
    for (const { set, inspection } of found) {
      expect([set, broken(inspection), inspection.format]).toEqual([set, [], 'mariabackup']);
      expect([set, open(inspection).filter((id) => !byServerOnly.includes(id))]).toEqual([set, []]);
    }
  });
  it('is never passed without the tool saying that it came to its end', async () => {
    expect(open(await look('no-comments'))).toEqual(['ends-as-it-must']);
  });
  it('does not open with another key', async () => {
    const wrong = { ...noKeys, ageIdentities: [await generateX25519Identity()], passphrases: ['wrong'] };
    for (const set of made(['age', 'tables-age', 'stream-age', 'gpg', 'openssl'])) {
      const found = await look(set, wrong);
      expect([set, found.rules.find(({ id }) => id === 'right-key-opens')?.reading, found.verdict]).toEqual([set, 'broken', 'fail']);
    }
  });
  it('breaks when its last twentieth is cut off', async () => {
    for (const set of made([...logical, ...physical])) {
      const file = join(folder, 'out', set, physical.slice(0, 2).includes(set) ? 'ibdata1' : 'db');
      const before = new Set(brokenIds(await look(set)));
      const { size } = await stat(file);
      // tar fills up to 10 KiB of zeros behind its end, of which nothing is missed.
      await truncate(file, size - Math.max(Math.ceil(size * 0.05), set === 'tables' ? 11 * 1024 : 0));
      const after = brokenIds(await look(set));
      expect([set, after.filter((id) => !before.has(id))]).not.toEqual([set, []]);
    }
  });
});

const brokenIds = ({ rules }: BackupInspection): readonly string[] => rules.filter(({ reading }) => reading === 'broken').map(({ id }) => id);

async function look1(set: string): Promise<{ readonly set: string; readonly inspection: BackupInspection }> {
  return { set, inspection: await look(set) };
}
