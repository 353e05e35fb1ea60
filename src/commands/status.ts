import { resolve } from 'node:path';
import { listDrills } from '../definition/list-drills.ts';
import { needsWork, statusOf, type DrillStatus } from '../history/cadence.ts';
import { digestsOf } from '../history/past-run.ts';
import { statusLines } from '../history/table.ts';
import { durationSeconds } from '../model/duration.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { printDiagnostics, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { loadPlan } from './load-plan.ts';
import { pastRuns, type PastRuns } from './past-runs.ts';

export interface StatusFlags {
  readonly out: string;
  readonly maxAge: string;
  readonly site?: string;
  readonly json?: boolean;
}

/**
 * `muster status [DIR]`: for each drill its last verdict, when it is due, and what has changed since. Exit 1 when
 * something is due, stale or not passed; 64 when a definition is invalid.
 * @throws {DrillError} INVALID_FLAG for a --max-age that is no duration.
 */
export async function status(folder: string, flags: StatusFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const maxAgeSeconds = durationSeconds(flags.maxAge);
  if (maxAgeSeconds === null) throw new DrillError('INVALID_FLAG', `--max-age "${flags.maxAge}" is no duration.`, { hint: 'Write P92D for a quarter.' });
  const { runs } = await past(resolve(io.cwd, flags.out), io);
  const listed = listDrills(folder, readingOptions(io, ports));
  const drills = listed.drills.flatMap((drill) => {
    const loaded = loadPlan(drill.path, flags.site === undefined ? {} : { site: flags.site }, io, ports);
    if ('diagnostics' in loaded) {
      printDiagnostics(loaded.diagnostics, io);
      return [];
    }
    const { plan } = loaded;
    return [
      statusOf({ drill: plan.drill.id, title: plan.drill.title, site: plan.site.id, digests: digestsOf(plan) }, runs, {
        now: ports.clock.now(),
        maxAgeSeconds,
      }),
    ];
  });
  tell(drills, flags, io);
  if (listed.diagnostics.length > 0 || drills.length < listed.drills.length) return exitCodes.invalid;
  return drills.some(needsWork) ? exitCodes.fail : exitCodes.pass;
}

/** No reports yet is an answer here: everything is due. */
async function past(folder: string, io: Io): Promise<PastRuns> {
  const found = await pastRuns(folder, io.signal).catch((error: unknown): PastRuns => {
    if (error instanceof DrillError && error.code === 'NOT_A_RUN') return { runs: [], unreadable: [] };
    throw error;
  });
  for (const { dir, why } of found.unreadable) io.err(`${dir} counts for nothing: ${why}`);
  return found;
}

function tell(drills: readonly DrillStatus[], flags: StatusFlags, io: Io): void {
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, maxAge: flags.maxAge, drills }, null, 2));
  else for (const line of statusLines(drills)) io.out(line);
}
