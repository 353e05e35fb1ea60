import { mkdir } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { openJournal } from '../engine/journal-file.ts';
import { readJournal } from '../engine/journal-read.ts';
import { run } from '../engine/run.ts';
import { withhold, type Withheld } from '../evidence/withhold.ts';
import { DrillError } from '../model/errors.ts';
import { lastOf } from '../model/facts.ts';
import { fold } from '../model/fold.ts';
import type { JournalFact, RecordFact } from '../model/journal.ts';
import type { DrillResult } from '../model/result.ts';
import { progress } from '../reporters/progress.ts';
import { reporters } from '../reporters/index.ts';
import { writeReports } from '../reporters/write.ts';
import { newRunId } from '../stack/stack.ts';
import type { CommandPorts, Io } from './io.ts';
import { scanForLeaks } from './scan-for-leaks.ts';
import type { LoadedPlan } from './load-plan.ts';
import { mirrorStage } from './mirror-stage.ts';
import type { GivenBaseline } from './production/given-baseline.ts';
import { scanRestored } from './production/scan-restored.ts';
import { withheldKeys } from './production/withheld-keys.ts';

export interface RehearsalFlags {
  /** Folder of all reports; default `reports`. */
  readonly out?: string;
  readonly keepStack?: boolean;
  /** Public age keys of those who may read evidence that is withheld. */
  readonly withholdTo?: readonly string[];
}

export interface Rehearsed {
  readonly result: DrillResult;
  readonly dir: string;
  /** Nothing of it is readable: what may be said, and where the key is when one was made. */
  readonly withheld: { readonly kept: Withheld; readonly keyFile: string | null } | null;
}

/** What is run, and what production was, where the run is to compare with it. */
export interface ToRehearse extends LoadedPlan {
  readonly baseline?: GivenBaseline | null;
}

/** Runs one checked drill from its folder's making to its reports. The journal and the reports are on disk on every way out. */
export async function rehearseOne(given: ToRehearse, flags: RehearsalFlags, io: Io, ports: CommandPorts): Promise<Rehearsed> {
  const { plan, siteDir, backup, baseline = null } = given;
  const { clock, env, home } = ports;
  const runId = newRunId();
  const out = resolve(io.cwd, flags.out ?? 'reports');
  const recipients = flags.withholdTo ?? [];
  const keyFolder = backup === null || recipients.length > 0 ? '' : await withheldKeys(env, out);
  const dir = join(out, folderOf(clock.now(), plan.drill.id, runId));
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
  const stage = mirrorStage({
    plan,
    runId,
    record,
    clock,
    env,
    siteDir,
    home,
    keep: flags.keepStack ?? false,
    backup,
    baseline,
    progress: (text) => live.note(text),
  });
  try {
    await run(
      { runId, plan, tool: ports.tool, host: hostFacts() },
      {
        catalog: ports.catalog,
        clock,
        record,
        stage,
        ask: ports.ask,
        peakMemoryMib: ports.peakMemoryMib,
        scanForLeaks: () => (backup === null ? scanForLeaks(journal.events, plan) : scanRestored({ events: journal.events, plan, stage, home })),
      },
      io.signal,
    );
  } finally {
    live.end();
  }
  await journal.close();
  // From the disk, as `report` and `verify` do: the same events in the same order of keys give the same bytes.
  const { events } = await readJournal(dir);
  const result = fold(events);
  if (lastOf(events, 'bundle-withheld') !== undefined) {
    const reports = new Map(reporters.map(({ file, render }) => [file, Buffer.from(render(result))]));
    return { result, dir, withheld: await withhold({ dir, result, reports, recipients, keyFolder }) };
  }
  const written = await writeReports(dir, result);
  for (const file of written.failed) io.err(`${file} could not be written; the journal has everything: muster report ${dir}`);
  return { result, dir, withheld: null };
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
