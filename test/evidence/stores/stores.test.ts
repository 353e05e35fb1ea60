import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addEntry, ledgerOf } from '../../../src/evidence/ledger.ts';
import { folderStore } from '../../../src/evidence/stores/folder.ts';
import { gitStore } from '../../../src/evidence/stores/git.ts';
import { s3Store } from '../../../src/evidence/stores/s3.ts';
import type { EvidenceStore } from '../../../src/evidence/stores/store.ts';
import { ended, started } from './ledger-entries.ts';

const call = promisify(execFile);
let dir = '';
let server: S3rver;
let endpoint = '';
let bucket = 0;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A real S3 server on the loopback; the SDK takes its credentials from the environment, as an operator's does. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-s3-'));
  const port = await freePort();
  server = new S3rver({
    address: '127.0.0.1',
    port,
    silent: true,
    directory: folder,
    configureBuckets: Array.from({ length: 9 }, (_, number) => ({ name: `b${number}`, configs: [] })),
  });
  await (server.run() as unknown as Promise<Server>);
  endpoint = `http://127.0.0.1:${port}`;
  process.env['AWS_ACCESS_KEY_ID'] = 'S3RVER';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'S3RVER';
});
afterAll(() => server.close());
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-store-'));
  bucket += 1;
  await mkdir(join(dir, 'run', 'packets'), { recursive: true });
  await writeFile(join(dir, 'run', 'packets', 'a'), 'first');
  await writeFile(join(dir, 'run', 'seal.dsse.json'), '{}');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

interface Kind {
  readonly open: () => Promise<EvidenceStore>;
  readonly read: (path: string) => Promise<string>;
}

const kinds = {
  dir: {
    open: async () => folderStore(join(dir, 'kept'), 'ledger.ndjson'),
    read: async (path) => (await call('cat', [join(dir, 'kept', path)])).stdout,
  },
  git: {
    async open() {
      await call('git', ['init', '--quiet', '--bare', join(dir, 'kept.git')]);
      return gitStore({ repository: join(dir, 'kept.git'), branch: 'evidence', ledger: 'ledger.ndjson' });
    },
    read: async (path) => (await call('git', ['-C', join(dir, 'kept.git'), 'show', `evidence:${path}`])).stdout,
  },
  s3: {
    open: async () => await s3Store({ bucket: `b${bucket % 9}`, prefix: `clinic/${bucket}/`, region: 'us-east-1', endpoint, ledger: 'ledger.ndjson' }),
    async read(path) {
      const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true });
      const got = await client.send(new GetObjectCommand({ Bucket: `b${bucket % 9}`, Key: `clinic/${bucket}/${path}` }));
      return (await got.Body?.transformToString()) ?? '';
    },
  },
} as const satisfies Readonly<Record<string, Kind>>;

describe.each(Object.entries(kinds))('the store %s', { timeout: 60_000 }, (_name, { open, read }) => {
  it('begins empty, keeps a chained ledger, and another reader sees it', async () => {
    await using store = await open();
    expect(await store.readLedger()).toBe('');
    await addEntry(store, started('one'));
    await addEntry(store, ended('one'));
    await using second = await open();
    const { entries, problem } = ledgerOf(await second.readLedger());
    expect([entries.map((entry) => entry.type), problem]).toEqual([['started', 'ended'], null]);
  });
  it('adds nothing for whoever did not see the newest line', async () => {
    await using store = await open();
    const before = await store.readLedger();
    await addEntry(store, started('one'));
    expect(await store.addToLedger('{"late":1}\n', before)).toBe(false);
    expect(ledgerOf(await store.readLedger())).toMatchObject({ problem: null, entries: [{ runId: 'one' }] });
  });
  it('loses no line of two that take turns without knowing of each other', async () => {
    await using one = await open();
    await using other = await open();
    for (let turn = 0; turn < 2; turn += 1) {
      await addEntry(one, started(`one-${turn}`));
      await addEntry(other, started(`other-${turn}`));
    }
    expect(ledgerOf(await one.readLedger())).toMatchObject({ problem: null, entries: { length: 4 } });
  });
  it('keeps a bundle with everything in it, and never changes it', async () => {
    await using store = await open();
    await store.keep(join(dir, 'run'), '2026-Q4/run');
    expect(await read('2026-Q4/run/packets/a')).toBe('first');
    expect(await read('2026-Q4/run/seal.dsse.json')).toBe('{}');
    await writeFile(join(dir, 'run', 'packets', 'a'), 'second');
    await store.keep(join(dir, 'run'), '2026-Q4/run');
    expect(await read('2026-Q4/run/packets/a')).toBe('first');
  });
});

describe('the store git', { timeout: 60_000 }, () => {
  it('loses no line of two that write in the same moment: the second push is refused and made again', async () => {
    await using one = await kinds.git.open();
    await using other = await kinds.git.open();
    await addEntry(one, started('first'));
    await Promise.all([addEntry(one, started('one')), addEntry(other, started('other'))]);
    expect(ledgerOf(await one.readLedger())).toMatchObject({ problem: null, entries: { length: 3 } });
  });
});

describe('a store that is not there', () => {
  it('is named without its credentials: git', async () => {
    await using store = gitStore({ repository: 'file://user:geheim@/nowhere/at/all.git', branch: 'evidence', ledger: 'ledger.ndjson' });
    const refusal = store.readLedger();
    await expect(refusal).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(refusal).rejects.not.toThrow(/geheim/u);
  });
  it('is named with what the server said: s3', async () => {
    await using store = await s3Store({ bucket: 'none-such', prefix: '', region: 'us-east-1', endpoint, ledger: 'ledger.ndjson' });
    await expect(store.readLedger()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', message: expect.stringContaining('HTTP 404') });
  });
});
