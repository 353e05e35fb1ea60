import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSnapshot, saveSnapshot, withSnapshotLock } from '../../src/stack/snapshot.ts';
import { newRunId } from '../../src/stack/stack.ts';
import { raise, testBed } from './fixtures/mirror.ts';

const { signal } = new AbortController();
const key = `test${newRunId()}`;
const cacheDir = mkdtempSync(join(tmpdir(), 'muster-cache-'));
let bed: Awaited<ReturnType<typeof testBed>>;
beforeAll(async () => {
  bed = await testBed();
});
afterAll(async () => {
  rmSync(cacheDir, { recursive: true });
  for (const part of ['database', 'webroot', 'meta']) await bed.engine.docker.getVolume(`muster-snapshot-${key}-${part}`).remove({ force: true });
});

describe('a cached state of a mirror', () => {
  it('is found when it is complete, starts a mirror, and does not come back after a loss', async () => {
    expect(await findSnapshot(bed.engine, key, signal)).toBeNull();
    const first = await raise(bed);
    await first.database.execute('CREATE TABLE cached (id INT)');
    await first.containers.exec('web', ['touch', '/var/www/html/cached.txt'], { user: 'www-data' });
    await saveSnapshot(first, key, new Map([['site.json', Buffer.from('{"a":1}')]]));
    await first.stop();
    const found = await findSnapshot(bed.engine, key, signal);
    expect(found?.metadata.get('site.json')?.toString()).toBe('{"a":1}');
    await using second = await raise(bed, found === null ? {} : { snapshot: found });
    expect(await second.database.query("SHOW TABLES LIKE 'cached'")).toHaveLength(1);
    expect((await second.containers.exec('web', ['ls', '-l', '/var/www/html'])).stdout.toString()).toMatch(/www-data www-data .* cached\.txt/u);
    await second.containers.remove('db');
    await second.containers.provision('db');
    expect(await second.database.query("SHOW TABLES LIKE 'cached'")).toEqual([]);
  });

  it("is nobody's while its marker is missing", async () => {
    const unfinished = `${key}x`;
    const names = ['database', 'webroot', 'meta'].map((part) => `muster-snapshot-${unfinished}-${part}`);
    for (const Name of names) await bed.engine.docker.createVolume({ Name, Labels: { 'muster.cache': unfinished } });
    expect(await findSnapshot(bed.engine, unfinished, signal)).toBeNull();
    for (const name of names) await bed.engine.docker.getVolume(name).remove();
  });

  it('is built by one process at a time', async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      [1, 2, 3].map(() =>
        withSnapshotLock({ cacheDir, key, signal }, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => {
            setTimeout(resolve, 50);
          });
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
  });

  it('does not keep an interrupted run waiting for it', async () => {
    const stop = new AbortController();
    await withSnapshotLock({ cacheDir, key, signal }, async () => {
      const waiting = withSnapshotLock({ cacheDir, key, signal: stop.signal }, async () => undefined);
      setTimeout(() => stop.abort(), 50);
      await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
    });
  });
});
