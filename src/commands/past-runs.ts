import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { journalName } from '../engine/journal-file.ts';
import { readIntactJournal } from '../engine/journal-read.ts';
import { DrillError } from '../model/errors.ts';
import { firstOf } from '../model/facts.ts';
import { fold } from '../model/fold.ts';
import { pastRun, type PastRun } from '../history/past-run.ts';

/** The runs below a folder, from their journals: a report that somebody changed changes nothing here. */
export interface PastRuns {
  readonly runs: readonly PastRun[];
  /** Folders whose journal cannot be read, with why. */
  readonly unreadable: readonly { readonly dir: string; readonly why: string }[];
}

/**
 * Reads every run below `folder`, whatever its depth. Attestations beside a journal are not taken into account here.
 * @throws {DrillError} NOT_A_RUN when the folder does not exist.
 */
export async function pastRuns(folder: string, signal: AbortSignal): Promise<PastRuns> {
  const runs: PastRun[] = [];
  const unreadable: { readonly dir: string; readonly why: string }[] = [];
  for (const dir of await runFolders(folder)) {
    signal.throwIfAborted();
    try {
      const { events } = await readIntactJournal(dir);
      const started = firstOf(events, 'run-started');
      if (started === undefined) unreadable.push({ dir, why: 'its journal names no run' });
      else runs.push(pastRun(dir, fold(events), started));
    } catch (error) {
      if (!(error instanceof DrillError)) throw error;
      unreadable.push({ dir, why: error.message });
    }
  }
  return { runs, unreadable };
}

async function runFolders(folder: string): Promise<readonly string[]> {
  try {
    const files = await readdir(folder, { recursive: true });
    return files
      .filter((file) => file === journalName || file.endsWith(`/${journalName}`))
      .map((file) => dirname(join(folder, file)))
      .toSorted();
  } catch (cause) {
    throw new DrillError('NOT_A_RUN', `${folder} cannot be read: there are no runs.`, { cause, hint: 'Name the folder of all reports with --out.' });
  }
}
