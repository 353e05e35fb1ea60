import { resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { correctiveName } from '../evidence/corrective.ts';
import { announcement, type AnnouncementFormat } from '../history/announcement.ts';
import { statusOf } from '../history/cadence.ts';
import { metricsText } from '../history/metrics.ts';
import { openTasks, type CorrectiveOverview, type Overview } from '../history/overview.ts';
import { statusLines } from '../history/table.ts';
import { overdueReviews } from '../model/controls.ts';
import { durationSeconds } from '../model/duration.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { currentDrills, type CurrentDrills, type SiteChoice } from './current-drills.ts';
import { printDiagnostics } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { pastRuns, type PastRuns } from './past-runs.ts';
import { readCatalogue } from './read-catalogue.ts';
import { readRegister } from './read-register.ts';
import { sendWebhook } from './send-webhook.ts';

export interface StatusFlags extends SiteChoice {
  readonly out: string;
  readonly maxAge: string;
  readonly json?: boolean;
  /** File for a metrics collector. */
  readonly prometheus?: string;
  /** Where the address of a receiver is: `env:NAME` or `file:PATH`. */
  readonly webhook?: string;
  readonly webhookFormat?: AnnouncementFormat;
  /** Profiles of the control catalogue that are looked at beside the rule in force. */
  readonly profile?: readonly string[];
}

/**
 * `muster status [DIR]`: for each drill its last verdict, when it is due, and what has changed since; overdue reviews of
 * the controls; corrective actions that are late. Exit 1 when something is due, stale, not passed or late; 64 when a
 * definition is invalid.
 * @throws {DrillError} INVALID_FLAG, LEDGER_BROKEN for a register that cannot be read, INVALID_DEFINITION, WRITE_FAILED, WEBHOOK_FAILED; the last two after all was printed.
 */
export async function status(folder: string, flags: StatusFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const maxAgeSeconds = durationSeconds(flags.maxAge);
  if (maxAgeSeconds === null) throw new DrillError('INVALID_FLAG', `--max-age "${flags.maxAge}" is no duration.`, { hint: 'Write P92D for a quarter.' });
  const catalogue = readCatalogue(folder, io, ports);
  const { runs } = await past(resolve(io.cwd, flags.out), io, ports);
  const current = await currentDrills(folder, { ...flags, catalogue }, io, ports);
  const now = ports.clock.now();
  const overview: Overview = {
    at: now,
    maxAge: flags.maxAge,
    drills: current.drills.map((drill) => statusOf(drill, runs, { now, maxAgeSeconds })),
    overdue: overdueReviews(catalogue, now.slice(0, 10), flags.profile ?? []),
    undocumented: current.undocumented,
    corrective: await corrective(flags, current, now, io),
  };
  tell(overview, current, flags, io);
  if (flags.prometheus !== undefined) await writeMetrics(resolve(io.cwd, flags.prometheus), overview);
  if (flags.webhook !== undefined) await sendWebhook(flags.webhook, announcement(overview, flags.webhookFormat ?? 'json'), io, ports);
  if (current.diagnostics.length > 0) return exitCodes.invalid;
  return openTasks(overview) > 0 ? exitCodes.fail : exitCodes.pass;
}

/** No reports yet is an answer here: everything is due. */
async function past(folder: string, io: Io, { clock }: CommandPorts): Promise<PastRuns> {
  const found = await pastRuns(folder, { now: clock.now(), signal: io.signal }).catch((error: unknown): PastRuns => {
    if (error instanceof DrillError && error.code === 'NOT_A_RUN') return { runs: [], unreadable: [] };
    throw error;
  });
  for (const { dir, why } of found.unreadable) io.err(`${dir} counts for nothing: ${why}`);
  return found;
}

/** Actions of the sites that are looked at: of all, unless one is named. */
async function corrective({ out, site }: StatusFlags, { drills }: CurrentDrills, now: string, io: Io): Promise<CorrectiveOverview> {
  const { actions, problem } = await readRegister(resolve(io.cwd, out, correctiveName), now);
  const named = new Set(drills.map((drill) => drill.site));
  return { open: actions.filter((one) => one.status !== 'closed' && (site === undefined || named.has(one.site))), problem };
}

function tell(overview: Overview, { diagnostics }: CurrentDrills, flags: StatusFlags, io: Io): void {
  if (diagnostics.length > 0) printDiagnostics(diagnostics, io);
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, ...overview }, null, 2));
  else for (const line of statusLines(overview)) io.out(line);
}

/** A collector never reads half a file. */
async function writeMetrics(path: string, overview: Overview): Promise<void> {
  await writeFileAtomic(path, metricsText(overview), { mode: 0o644 }).catch((cause: unknown) => {
    throw new DrillError('WRITE_FAILED', `${path} cannot be written.`, { cause, hint: 'Name a file in a folder that exists and is yours with --prometheus.' });
  });
}
