import { resolve } from 'node:path';
import { readIntactJournal } from '../engine/journal-read.ts';
import type { JournalReading } from '../engine/journal-read.ts';
import { readAttestations } from '../evidence/attestations.ts';
import { fold } from '../model/fold.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { DrillResult } from '../model/result.ts';
import type { Io } from './io.ts';

export interface EvidenceOf {
  readonly dir: string;
  readonly reading: JournalReading;
  /** What the journal alone says. */
  readonly alone: DrillResult;
  /** What journal and attestations say. */
  readonly result: DrillResult;
  /** Lines of attestations.ndjson that count for nothing, and why. */
  readonly problems: readonly string[];
  /** Over journal and attestations; null when the chain of the attestations is broken. */
  readonly head: string | null;
}

/**
 * A run's folder, read and folded.
 * @throws {DrillError} NOT_A_RUN, JOURNAL_BROKEN
 */
export async function evidenceOf(folder: string, io: Io, { clock }: { readonly clock: Clock }): Promise<EvidenceOf> {
  const dir = resolve(io.cwd, folder);
  const reading = await readIntactJournal(dir);
  const alone = fold(reading.events);
  const { accepted, problems, head } = await readAttestations(dir, alone, clock.now());
  return { dir, reading, alone, result: fold(reading.events, accepted), problems, head };
}
