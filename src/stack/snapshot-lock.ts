import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DrillError } from '../model/errors.ts';

const waitMs = 900_000;
const pauseMs = 250;
const staleMs = 15_000;

/**
 * Runs `work` while no other process of this host builds the snapshot `key`. A holder that died is passed over
 * after 15 s. Does not guard against another host that drives the same engine.
 * @throws {DrillError} SNAPSHOT_BUSY after 15 minutes; ABORTED.
 */
export async function withSnapshotLock<T>(
  lock: { readonly cacheDir: string; readonly key: string; readonly signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  const folder = join(lock.cacheDir, 'locks');
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new DrillError('WRITE_FAILED', `the cache folder ${lock.cacheDir} cannot be written`, { cause, hint: 'Name another one with MUSTER_CACHE_DIR.' });
  });
  const release = await acquire(join(folder, lock.key.replaceAll(/[^a-z0-9]/giu, '-')), lock.signal);
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}

async function acquire(path: string, signal: AbortSignal): Promise<() => Promise<void>> {
  const { lock } = (await import('proper-lockfile')).default;
  const over = AbortSignal.timeout(waitMs);
  for (;;) {
    try {
      // Losing the lock (a suspended laptop) costs a second build of the same bytes, nothing else.
      return await lock(path, { realpath: false, stale: staleMs, update: staleMs / 3, onCompromised: () => undefined });
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ELOCKED'))
        throw new DrillError('WRITE_FAILED', `the lock ${path} cannot be made`, { cause, hint: 'Name another cache folder with MUSTER_CACHE_DIR.' });
      if (over.aborted) throw new DrillError('SNAPSHOT_BUSY', 'another run is building the same snapshot for more than 15 minutes', { cause });
    }
    await sleep(pauseMs, undefined, { signal }).catch((cause: unknown) => {
      throw new DrillError('ABORTED', 'waiting for a snapshot: interrupted', { cause });
    });
  }
}
