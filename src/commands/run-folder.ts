import { mkdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DrillError } from '../model/errors.ts';

/** `2026-Q4/database-loss-20261123T120000Z-1a2b3c4d5e6f`. */
export function folderOf(now: string, drill: string, runId: string): string {
  const quarter = Math.ceil(Number(now.slice(5, 7)) / 3);
  return join(`${now.slice(0, 4)}-Q${quarter}`, `${drill}-${now.slice(0, 19).replaceAll(/[-:]/g, '')}Z-${runId}`);
}

/**
 * Makes a run's folder, then does what has to be done before anything is written into it: where that is refused, the folder,
 * and those above it that were made for it, are gone again, unless somebody else has put something there.
 * @throws {DrillError} WRITE_FAILED, and whatever `begin` throws
 */
export async function withFolder<T>(dir: string, begin: () => Promise<T>): Promise<T> {
  const first = await mkdir(dir, { recursive: true }).catch((cause: unknown) => {
    throw new DrillError('WRITE_FAILED', `The run's folder ${dir} cannot be made.`, { cause });
  });
  try {
    return await begin();
  } catch (error) {
    if (first !== undefined) await removeEmpty(dir, first);
    throw error;
  }
}

/** From `folder` up to `first`, as far as they are empty. */
async function removeEmpty(folder: string, first: string): Promise<void> {
  const gone = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (gone && folder !== first) await removeEmpty(dirname(folder), first);
}
