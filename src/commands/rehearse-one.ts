import { mkdir } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { openJournal } from '../engine/journal-file.ts';
import { readJournal } from '../engine/journal-read.ts';
import { run } from '../engine/run.ts';
import { DrillError } from '../model/errors.ts';
import { fold } from '../model/fold.ts';
import type { JournalFact, RecordFact } from '../model/journal.ts';
import type { DrillResult } from '../model/result.ts';
import { progress } from '../reporters/progress.ts';
import { writeReports } from '../reporters/write.ts';
import { newRunId } from '../stack/stack.ts';
import type { CommandPorts, Io } from './io.ts';
import { scanForLeaks } from './scan-for-leaks.ts';
import type { LoadedPlan } from './load-plan.ts';
import { mirrorStage } from './mirror-stage.ts';

export interface RehearsalFlags {
  /** Folder of all reports; default `reports`. */
  readonly out?: string;
  readonly keepStack?: boolean;
}

/** Runs one checked drill from its folder's making to its reports. The journal and the reports are on disk on every way out. */
export async function rehearseOne(
  { plan, siteDir }: LoadedPlan,
  flags: RehearsalFlags,
  io: Io,
  ports: CommandPorts,
): Promise<{ readonly result: DrillResult; readonly dir: string }> {
  const { clock, env, home } = ports;
  const runId = newRunId();
  const dir = join(resolve(io.cwd, flags.out ?? 'reports'), folderOf(clock.now(), plan.drill.id, runId));
  await mkdir(dir, { recursive: true }).catch((cause: unknown) => {
    throw new DrillError('WRITE_FAILED', `The run's folder ${dir} cannot be made.`, { cause });
  });
  await using journal = await openJournal(dir, clock);
  const live = progress(io, ports, plan);
  const record: RecordFact = async (fact: JournalFact) => {
    const event = await journal.record(fact);
    live.show(event);
    return event;
  };
  const stage = mirrorStage({ plan, runId, record, clock, env, siteDir, home, keep: flags.keepStack ?? false, progress: (text) => live.note(text) });
  try {
    await run(
      { runId, plan, tool: ports.tool, host: hostFacts() },
      { catalog: ports.catalog, clock, record, stage, peakMemoryMib: ports.peakMemoryMib, scanForLeaks: () => scanForLeaks(journal.events, plan) },
      io.signal,
    );
  } finally {
    live.end();
  }
  await journal.close();
  // From the disk, as `report` and `verify` do: the same events in the same order of keys give the same bytes.
  const result = fold((await readJournal(dir)).events);
  const written = await writeReports(dir, result);
  for (const file of written.failed) io.err(`${file} could not be written; the journal has everything: muster report ${dir}`);
  return { result, dir };
}

/** `2026-Q4/database-loss-20261123T120000Z-1a2b3c4d5e6f`. */
function folderOf(now: string, drill: string, runId: string): string {
  const quarter = Math.ceil(Number(now.slice(5, 7)) / 3);
  return join(`${now.slice(0, 4)}-Q${quarter}`, `${drill}-${now.slice(0, 19).replaceAll(/[-:]/g, '')}Z-${runId}`);
}

/** What a reader of the evidence needs of the host; no host name, no user. */
function hostFacts(): { readonly platform: string; readonly node: string; readonly cpus: number; readonly memoryMib: number } {
  return { platform: `${process.platform} ${process.arch}`, node: process.version, cpus: cpus().length, memoryMib: Math.round(totalmem() / 1048576) };
}
