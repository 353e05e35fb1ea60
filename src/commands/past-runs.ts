import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { journalName } from '../engine/journal-file.ts';
import { readIntactJournal } from '../engine/journal-read.ts';
import { readAttestations } from '../evidence/attestations.ts';
import { readCertification } from '../evidence/certifications.ts';
import { pastRun, type PastRun } from '../history/past-run.ts';
import type { CertificationState } from '../model/certification.ts';
import { DrillError } from '../model/errors.ts';
import { firstOf } from '../model/facts.ts';
import { fold } from '../model/fold.ts';
import type { FactOf } from '../model/journal.ts';
import type { DrillResult } from '../model/result.ts';

/** One run as its folder says it: by its journal, its attestations and its certifications, never by a report. */
export interface ReadRun {
  readonly dir: string;
  readonly result: DrillResult;
  readonly started: FactOf<'run-started'>;
  readonly certification: CertificationState;
}

interface Found<T> {
  /** Oldest first. */
  readonly runs: readonly T[];
  /** Folders whose journal cannot be read, with why. */
  readonly unreadable: readonly { readonly dir: string; readonly why: string }[];
}

/** The runs below a folder as the history shows them. */
export type PastRuns = Found<PastRun>;

/** When it is asked, an instant: attestations and certifications from the future count for nothing. */
interface Asked {
  readonly now: string;
  readonly signal: AbortSignal;
}

/**
 * Reads every run below `folder`, whatever its depth: a report that somebody changed changes nothing here.
 * @throws {DrillError} NOT_A_RUN when the folder does not exist.
 */
export async function readRuns(folder: string, { now, signal }: Asked): Promise<Found<ReadRun>> {
  const runs: ReadRun[] = [];
  const unreadable: { readonly dir: string; readonly why: string }[] = [];
  for (const dir of await runFolders(folder)) {
    signal.throwIfAborted();
    try {
      const { events } = await readIntactJournal(dir);
      const started = firstOf(events, 'run-started');
      if (started === undefined) unreadable.push({ dir, why: 'its journal names no run' });
      else runs.push({ dir, started, ...(await judged(dir, events, now)) });
    } catch (error) {
      if (!(error instanceof DrillError)) throw error;
      unreadable.push({ dir, why: error.message });
    }
  }
  return { runs: runs.toSorted((a, b) => (a.result.run.startedAt < b.result.run.startedAt ? -1 : 1)), unreadable };
}

/** The same, as the history shows them. @throws {DrillError} NOT_A_RUN when the folder does not exist. */
export async function pastRuns(folder: string, asked: Asked): Promise<PastRuns> {
  const { runs, unreadable } = await readRuns(folder, asked);
  return {
    runs: runs.map(({ dir, result, started, certification }) => pastRun(dir, result, { ...started, certified: certification.state === 'certified' })),
    unreadable,
  };
}

async function judged(dir: string, events: Parameters<typeof fold>[0], now: string): Promise<Pick<ReadRun, 'result' | 'certification'>> {
  const { accepted } = await readAttestations(dir, fold(events), now);
  const result = fold(events, accepted);
  return { result, certification: await readCertification(dir, { result, now }) };
}

async function runFolders(folder: string): Promise<readonly string[]> {
  try {
    const files = await readdir(folder, { recursive: true });
    return files
      .filter((file) => file === journalName || file.endsWith(`/${journalName}`))
      .map((file) => dirname(join(folder, file)))
      .toSorted();
  } catch (cause) {
    throw new DrillError('NOT_A_RUN', `${folder} cannot be read: there are no runs.`, {
      cause,
      hint: 'Name the folder that `muster run` writes its reports to: --out, of `binder` --reports.',
    });
  }
}
