import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { openJournal } from '../engine/journal-file.ts';
import { readJournal } from '../engine/journal-read.ts';
import { run } from '../engine/run.ts';
import type { RunRequest } from '../engine/stage.ts';
import type { Seal } from '../evidence/seal.ts';
import { sealSigner } from '../evidence/signer-of.ts';
import { withhold, type WithholdRequest, type Withheld } from '../evidence/withhold.ts';
import { digestOf } from '../model/digest.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import { lastOf } from '../model/facts.ts';
import { fold } from '../model/fold.ts';
import type { RecordFact } from '../model/journal.ts';
import type { JournalFact } from '../model/journal-fact.ts';
import { Secrets } from '../model/secrets.ts';
import type { DrillResult } from '../model/result.ts';
import { exitCodeOf } from '../model/verdict.ts';
import { progress } from '../reporters/progress.ts';
import { newRunId } from '../stack/stack.ts';
import { facesOf } from './faces.ts';
import type { CommandPorts, Io } from './io.ts';
import { openStore, settingsHere } from './evidence-store.ts';
import { ledgerStart, type LedgeredRun } from './evidence-ledger.ts';
import { readCatalogue } from './read-catalogue.ts';
import { sealAndKeep } from './seal-and-keep.ts';
import { runPeople, type PeopleFlags, type RunPeople } from './participants.ts';
import { scanForLeaks, scanOtherFiles } from './scan-for-leaks.ts';
import type { LoadedPlan } from './load-plan.ts';
import { mirrorStage } from './mirror-stage.ts';
import { writeReports } from './write-reports.ts';
import type { GivenBaseline } from './production/given-baseline.ts';
import { scanRestored } from './production/scan-restored.ts';
import { withheldKeys } from './production/withheld-keys.ts';
import { folderOf, withFolder } from './run-folder.ts';

export interface RehearsalFlags extends PeopleFlags {
  /** Folder of all reports; default `reports`. */
  readonly out?: string;
  readonly keepStack?: boolean;
  /** Public age keys of those who may read evidence that is withheld. */
  readonly withholdTo?: readonly string[];
  /** Who signs the seal: a PEM file, or `agent`. */
  readonly sealKey?: string;
  /** Address of a time stamping authority (RFC 3161). */
  readonly timestamp?: string;
  /** A second custodian's file, to which the ledger's head is added. */
  readonly anchorTo?: string;
}

export interface Rehearsed {
  readonly result: DrillResult;
  readonly dir: string;
  /** Nothing of it is readable: what may be said, and where the key is when one was made. */
  readonly withheld: { readonly kept: Withheld; readonly keyFile: string | null } | null;
  /** null: it could not be sealed, or not be kept, and why is on the terminal. */
  readonly sealed: Seal | null;
}

/** What is run, and what production was, where the run is to compare with it. */
export interface ToRehearse extends LoadedPlan {
  readonly baseline?: GivenBaseline | null;
}

/** The exit code of a run: one that passed without a seal has no evidence that stands. */
export function codeOf({ result, sealed }: Pick<Rehearsed, 'result' | 'sealed'>): ExitCode {
  const code = exitCodeOf(result);
  return sealed === null && code === exitCodes.pass ? exitCodes.unavailable : code;
}

/** Runs one checked drill from its folder's making to its reports. The journal and the reports are on disk on every way out. */
export async function rehearseOne(given: ToRehearse, flags: RehearsalFlags, io: Io, ports: CommandPorts): Promise<Rehearsed> {
  const { plan, backup } = given;
  const { clock, env } = ports;
  const catalogue = readCatalogue(given.drillsDir, io, ports);
  const runId = newRunId();
  const out = resolve(io.cwd, flags.out ?? 'reports');
  const { seal: sealing, ...settings } = settingsHere(io, ports);
  const signer = await sealSigner(flags.sealKey ?? sealing.key, { cwd: io.cwd, env });
  const people = await runPeople({ ...flags, ...(sealing.preparedBy === undefined ? {} : { otherwise: sealing.preparedBy }) }, plan.site.people, {
    cwd: io.cwd,
    env,
  });
  const recipients = flags.withholdTo ?? [];
  const keyFolder = backup === null || recipients.length > 0 ? '' : await withheldKeys(env, out);
  const dir = join(out, folderOf(clock.now(), plan.drill.id, runId));
  await using store = await openStore({ ...settings, seal: sealing }, out, io);
  const ledgered = await withFolder(dir, () => ledgerStart(store, { runId, plan, preparedBy: people.preparedBy }, clock));
  const controls = { id: catalogue.id, digest: digestOf(catalogue) };
  await conduct({ ...given, runId, dir, people, controls, noted: ledgered.noted }, flags, io, ports);
  // From the disk, as `report` and `verify` do: the same events in the same order of keys give the same bytes.
  const { events } = await readJournal(dir);
  const folded = fold(events);
  const leaked = lastOf(events, 'bundle-withheld') !== undefined;
  if (!leaked) await writeAndTell(dir, folded, io);
  const late = !leaked && (await scanOtherFiles(dir, events, plan)).withhold;
  const result = late ? withheldLate(folded) : folded;
  const withheld = leaked || late ? await withholdAll({ dir, result, recipients, keyFolder }, env, out) : null;
  const anchorTo = flags.anchorTo ?? sealing.anchorTo;
  const also = { timestamp: flags.timestamp ?? sealing.timestamp, anchorTo: anchorTo === undefined ? undefined : resolve(io.cwd, anchorTo) };
  const sealed = await sealAndKeep({ dir, out, store, withheld: withheld !== null, ...also }, { result, signer, before: ledgered.facts }, io, ports);
  return { result, dir, withheld, sealed };
}

async function writeAndTell(dir: string, result: DrillResult, io: Io): Promise<void> {
  const { failed, missing } = await writeReports(dir, result);
  if (missing !== null) io.err(missing);
  for (const file of failed) io.err(`${file} could not be written; the journal has everything: muster report ${dir}`);
}

/** The journal is closed when this is found: the verdict that leaves the house is not pass all the same. */
function withheldLate(result: DrillResult): DrillResult {
  const text = 'Protected values, or what looks like them, stood in a file that was written beside the reports.';
  return { ...result, verdict: result.verdict === 'fail' ? 'fail' : 'inconclusive', reasons: [...result.reasons, { code: 'bundle-withheld', text }] };
}

interface Begun extends ToRehearse {
  readonly runId: string;
  readonly dir: string;
  readonly people: RunPeople;
  readonly controls: NonNullable<RunRequest['controls']>;
  readonly noted: LedgeredRun['noted'];
}

/** The drill itself, from its journal's first line to its last. */
async function conduct(
  { plan, siteDir, backup, baseline = null, runId, dir, people, controls, noted, unpackedLimit }: Begun,
  flags: RehearsalFlags,
  io: Io,
  ports: CommandPorts,
): Promise<void> {
  const { clock, env, home } = ports;
  await using journal = await openJournal(dir, clock);
  const live = progress(io, ports, plan);
  const secrets = new Secrets();
  const record: RecordFact = async (fact: JournalFact) => {
    const event = await journal.record(secrets.redactedData(fact));
    live.show(event);
    return event;
  };
  const keep = flags.keepStack ?? false;
  const limit = unpackedLimit === undefined ? {} : { unpackedLimit };
  const stage = mirrorStage({
    plan,
    runId,
    record,
    clock,
    env,
    siteDir,
    home,
    keep,
    backup,
    baseline,
    ...limit,
    progress: (text) => live.note(secrets.redacted(text)),
    secrets,
  });
  try {
    await run(
      { runId, plan, tool: ports.tool, host: hostFacts(), controls, people, predecessor: noted },
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
}

/** A key is asked for only now where nobody expected to need one: synthetic values leaked. */
async function withholdAll(request: Omit<WithholdRequest, 'reports'>, env: CommandPorts['env'], out: string): ReturnType<typeof withhold> {
  const reports = await renderedFiles(request.result);
  const keyFolder = request.keyFolder !== '' || request.recipients.length > 0 ? request.keyFolder : await withheldKeys(env, out);
  return await withhold({ ...request, keyFolder, reports });
}

/** What could be rendered, by file name. */
async function renderedFiles(result: DrillResult): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  // What cannot be made here is left out: the journal, which is in the archive, has everything.
  for (const { file, make } of facesOf(result))
    await make().then(
      (content) => files.set(file, content),
      () => undefined,
    );
  return files;
}

/** What a reader of the evidence needs of the host; no host name, no user. */
function hostFacts(): { readonly platform: string; readonly node: string; readonly cpus: number; readonly memoryMib: number } {
  return { platform: `${process.platform} ${process.arch}`, node: process.version, cpus: cpus().length, memoryMib: Math.round(totalmem() / 1048576) };
}
