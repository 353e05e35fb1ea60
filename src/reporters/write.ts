import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { DrillResult } from '../model/result.ts';
import { reporters } from './index.ts';
import type { Reporter } from './reporter.ts';

export interface Written {
  /** Paths of the files that are whole on disk. */
  readonly written: readonly string[];
  /** Paths that could not be rendered or written, each with the reason; a file of an earlier time is left as it was. */
  readonly failed: readonly string[];
}

/**
 * Renders every report of a result into the run's folder, each atomically. It never throws: a reporter that breaks
 * down, or a full disk, loses that file only, and neither can change the verdict.
 */
export async function writeReports(
  dir: string,
  result: DrillResult,
  options: { readonly signal?: AbortSignal; readonly reporters?: readonly Reporter[] } = {},
): Promise<Written> {
  const written: string[] = [];
  const failed: string[] = [];
  for (const reporter of options.reporters ?? reporters) {
    const path = join(dir, reporter.file);
    try {
      options.signal?.throwIfAborted();
      await writeFileAtomic(path, reporter.render(result));
      written.push(path);
    } catch (error) {
      failed.push(`${path} (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  return { written, failed };
}
