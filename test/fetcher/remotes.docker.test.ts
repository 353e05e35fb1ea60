import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../../src/commands/production/open-source.ts';
import { folderSource } from '../../src/fetcher/folder.ts';
import { digestSet, packSet } from '../../src/fetcher/pack.ts';
import { readWhere } from '../../src/fetcher/where.ts';
import type { BackupSource } from '../../src/model/backup-source.ts';
import type { Engine } from '../../src/stack/engine.ts';
import { openFetcher, type FetcherBox } from '../../src/stack/fetcher-box.ts';
import { listRunObjects, removeRun } from '../../src/stack/removal.ts';
import { newRunId } from '../../src/stack/stack.ts';
import { takePrograms } from './programs.ts';

const { signal } = new AbortController();
const password = 'a password of this test';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Both programs, from the image that a host without them would use anyway. */
describe('a backup that lies elsewhere', () => {
  let folder = '';
  let engine: Engine;
  let image = '';
  let server: ({ kill(): unknown } & PromiseLike<unknown>) | undefined;
  let port = 0;
  const hosted = (): Record<string, string> => ({ PATH: `${folder}/bin:${process.env['PATH'] ?? ''}`, HOME: folder });
  const path = process.env['PATH'];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muster-remote-'));
    mkdirSync(join(folder, 'set', 'files'), { recursive: true });
    writeFileSync(join(folder, 'set', 'shop.sql'), `-- MariaDB dump\n${randomBytes(300_000).toString('hex')}`);
    writeFileSync(join(folder, 'set', 'files', 'uploads.tar'), randomBytes(10_240));
    ({ engine, image } = await takePrograms(join(folder, 'bin'), signal));
    port = await freePort();
    server = execa(join(folder, 'bin', 'rclone'), ['serve', 'webdav', join(folder, 'set'), '--addr', `0.0.0.0:${port}`], { reject: false, env: hosted() });
    await sleep(800);
  }, 600_000);
  afterAll(async () => {
    server?.kill();
    await server;
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true, force: true });
  });

  const noBox = {} as FetcherBox;
  const asLocal = async (source: BackupSource): Promise<void> => {
    const local = folderSource(join(folder, 'set'));
    const files = await source.list(signal);
    expect(files).toEqual(await local.list(signal));
    expect(await digestSet(source, files, signal)).toEqual(await digestSet(local, files, signal));
    const part: Buffer[] = [];
    for await (const chunk of source.read('shop.sql', { start: 3, end: 10 })) part.push(chunk as Buffer);
    expect(Buffer.concat(part).toString('utf8')).toBe('MariaDB');
  };

  it('is read from a WebDAV server through rclone on this host', async () => {
    process.env['PATH'] = hosted()['PATH'];
    const where = readWhere(`rclone::webdav,url="http://127.0.0.1:${port}":`, '/');
    await asLocal(await openSource({ where, env: {}, resticPassword: null, box: noBox, signal }));
  }, 60_000);

  it('is read from a restic repository, and refused with another password', async () => {
    process.env['PATH'] = hosted()['PATH'];
    const repository = join(folder, 'repository');
    const env = { ...hosted(), RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: password };
    await execa(join(folder, 'bin', 'restic'), ['init'], { env });
    await execa(join(folder, 'bin', 'restic'), ['backup', join(folder, 'set')], { env });
    const where = readWhere(`restic:${repository}`, '/');
    await asLocal(await openSource({ where, env: {}, resticPassword: password, box: noBox, signal }));
    const wrong = await openSource({ where, env: {}, resticPassword: 'another', box: noBox, signal });
    await expect(wrong.list(signal)).rejects.toMatchObject({ code: 'BACKUP_UNREADABLE' });
  }, 60_000);

  it('is fetched by a container of its own where the host has no rclone, which then is off every network', async () => {
    process.env['PATH'] = path;
    const runId = newRunId();
    const gateway = (await engine.docker.getNetwork('bridge').inspect()).IPAM?.Config?.[0]?.Gateway ?? '172.17.0.1';
    const where = readWhere(`rclone::webdav,url="http://${gateway}:${port}":`, '/');
    const box = await openFetcher({ engine, image, runId, keep: false, online: true, files: [], signal });
    try {
      const source = await openSource({ where, env: { PATH: '/nowhere' }, resticPassword: null, box, signal });
      await asLocal(source);
      const { archive, read } = packSet(source, await source.list(signal), { into: 'given', signal });
      expect((await box.exec(['tar', '-x', '-C', '/backups'], { stdin: archive })).code).toBe(0);
      const sums = (await read).files.map(({ name, digest }) => `${digest.slice(7)}  /backups/given/${name}\n`).join('');
      expect((await box.exec(['sha256sum', '--check', '--status', '--strict'], { stdin: sums })).code).toBe(0);
      await box.goOffline();
      expect((await box.exec(['cat', '/proc/net/dev'])).stdout.toString('utf8')).not.toContain('eth0');
      await box[Symbol.asyncDispose]();
      expect((await listRunObjects(engine, runId)).map(({ kind }) => kind)).toEqual(['volume']);
    } finally {
      await box[Symbol.asyncDispose]();
      await removeRun(engine, runId, 10_000);
    }
    expect(await listRunObjects(engine, runId)).toEqual([]);
  }, 60_000);
});
