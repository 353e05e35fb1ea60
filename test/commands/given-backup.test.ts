import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noKeys } from '../../src/backups/peel.ts';
import { fetchBackup, type FetchedBackup, type FetchRequest } from '../../src/commands/production/given-backup.ts';
import type { Execution } from '../../src/model/ports/containers.ts';
import type { FetcherBox } from '../../src/stack/fetcher-box.ts';
import { memorySource, type Files } from '../backups/memory-source.ts';
import { sampleTables, updraftDump } from '../backups/sample-shop.ts';

const name = 'backup_2026-11-23-0915_Clinic_0a1b2c3d4e5f-db.gz';
const tables = ['options', 'users', 'wc_orders'].map((table) => ({ table, class: 'present', optional: true }));
const site = {
  tablePrefix: 'wp_',
  orderStorage: 'posts',
  backup: { everySeconds: 60, takesSeconds: 1 },
  accessLog: { kind: 'none', table: null },
  plugins: [],
  phiMap: { tables },
};

/** The fetcher's commands, run on this host with a folder in the place of its volume. */
function hostBox(volume: string): FetcherBox {
  const start = (argv: readonly string[]) => {
    const [command = '', ...args] = argv.map((one) => one.replace(/^\/backups(?=\/|$)/u, volume));
    return spawn(command, args);
  };
  const ended = async (child: ReturnType<typeof start>): Promise<Execution> => {
    const { promise, resolve } = Promise.withResolvers<number>();
    child.on('close', (code) => resolve(code ?? 1));
    return { code: await promise, stdout: Buffer.alloc(0), stderr: '' };
  };
  return {
    goOffline: async () => undefined,
    async exec(argv, { stdin } = {}) {
      const child = start(argv);
      const end = ended(child);
      if (stdin !== undefined && typeof stdin !== 'string' && !Buffer.isBuffer(stdin)) stdin.pipe(child.stdin);
      return await end;
    },
    async execStream(argv) {
      const child = start(argv);
      return { stdout: child.stdout, ended: ended(child), stop: async () => void child.kill() };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

describe('a backup that lies elsewhere', () => {
  let volume = '';
  beforeEach(() => {
    volume = mkdtempSync(join(tmpdir(), 'muster-volume-'));
  });
  afterEach(() => rmSync(volume, { recursive: true }));

  const fetched = (files: Files): Promise<FetchedBackup> =>
    fetchBackup({
      where: { kind: 'rclone', title: 'rclone:shop:sets', remote: 'shop:sets' },
      source: memorySource(files),
      keys: noKeys,
      plan: { site } as unknown as FetchRequest['plan'],
      box: hostBox(volume),
      clock: { now: () => '2026-11-23T09:30:00.000Z', monotonicMs: () => 0 },
      record: async (fact) => fact as never,
      signal: new AbortController().signal,
    });

  it('is read to its end once it was fetched: a cut dump of UpdraftPlus is refused', async () => {
    const dump = updraftDump(sampleTables());
    await expect(fetched({ [name]: gzipSync(dump.slice(0, Math.floor(dump.length * 0.9))) })).rejects.toMatchObject({
      code: 'BACKUP_DAMAGED',
      message: expect.stringContaining('cut') as string,
    });
  });

  it('says of a whole one what its rules could not look at', async () => {
    const { notProven, sets } = await fetched({ [name]: gzipSync(updraftDump(sampleTables())) });
    expect(readdirSync(join(volume, 'given'))).toEqual([name]);
    expect(sets[0]?.set.takenAt).toBeNull();
    expect(notProven.join(' ')).toMatch(/files of every active plugin.*no archive of files/u);
    expect(notProven.join(' ')).not.toContain('Every content ends');
  });
});
