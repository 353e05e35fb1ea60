import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { DrillError } from '../model/errors.ts';
import type { DrillResult } from '../model/result.ts';
import type { Given } from '../reporters/reporter.ts';
import { faceKinds, facesOf } from './faces.ts';

interface Written {
  /** Paths of the files that are whole on disk. */
  readonly written: readonly string[];
  /** Paths that could not be rendered or written, each with the reason; a file of an earlier time is left as it was. */
  readonly failed: readonly string[];
  /** What this host cannot make for want of an optional package, in one sentence; null when it can. */
  readonly missing: string | null;
}

/**
 * Renders every face of a result into the run's folder, each atomically. It never throws: a reporter that breaks down, a
 * missing optional package, or a full disk, loses that file only, and none of them can change the verdict.
 */
export async function writeReports(
  dir: string,
  result: DrillResult,
  options: { readonly signal?: AbortSignal; readonly kinds?: readonly string[]; readonly given?: Given } = {},
): Promise<Written> {
  const written: string[] = [];
  const failed: string[] = [];
  let missing: string | null = null;
  for (const { file, make } of facesOf(result, options.kinds ?? faceKinds, options.given)) {
    const path = join(dir, file);
    try {
      options.signal?.throwIfAborted();
      const content = await make();
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomic(path, content);
      written.push(path);
    } catch (error) {
      if (error instanceof DrillError && error.code === 'PRINT_UNAVAILABLE') missing = `${error.message} ${error.hint}`;
      else failed.push(`${path} (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  return { written, failed, missing };
}
