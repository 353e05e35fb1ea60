import { join } from 'node:path';
import type { ExitCode } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import { printable } from '../model/printable.ts';
import { exitCodeOf } from '../model/verdict.ts';
import { finalLines } from '../reporters/terminal.ts';
import { writeReports } from '../reporters/write.ts';
import { evidenceOf } from './evidence-of.ts';
import type { EvidenceOf } from './evidence-of.ts';
import type { Io } from './io.ts';

export interface ReportFlags {
  /** The result as JSON instead of lines. */
  readonly json?: boolean;
}

/**
 * `muster report DIR`: renders the reports again from the journal (and the attestations beside it) alone, also of a
 * run that was killed. The exit code is the verdict's, 130 for an interrupted run.
 * @throws {DrillError} NOT_A_RUN, JOURNAL_BROKEN
 */
export async function report(dir: string, flags: ReportFlags, io: Io, ports: { readonly clock: Clock }): Promise<ExitCode> {
  return renderAgain(await evidenceOf(dir, io, ports), flags, io);
}

/** Writes the reports of read evidence and says what they say. */
export async function renderAgain({ dir, reading, result, problems }: EvidenceOf, flags: ReportFlags, io: Io): Promise<ExitCode> {
  if (reading.torn) io.err('The last line of the journal is cut: the run died while it wrote it. It is left out.');
  for (const problem of problems) io.err(`${printable(problem)}. It counts for nothing.`);
  const { failed } = await writeReports(dir, result, { signal: io.signal });
  for (const file of failed) io.err(`Could not be written: ${file}`);
  if (flags.json === true) io.out(JSON.stringify(result));
  else for (const line of finalLines(result, join(dir, 'report.html'))) io.out(printable(line));
  return exitCodeOf(result);
}
