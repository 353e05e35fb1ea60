import { join } from 'node:path';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { variantOf } from '../model/variant.ts';
import { drillTable, type DrillRow } from '../reporters/drill-table.ts';
import { connectEngine } from '../stack/engine.ts';
import { mirrorsAtOnce } from '../stack/memory.ts';
import type { CommandPorts, Io } from './io.ts';
import { codeOf, rehearseOne, type Rehearsed, type RehearsalFlags, type ToRehearse } from './rehearse-one.ts';

export interface ManyFlags extends RehearsalFlags {
  /** How many drills may run side by side; default 1. */
  readonly jobs?: number;
  readonly json?: boolean;
}

/** How one of several drills ended. */
interface Ended {
  readonly row: DrillRow;
  readonly code: ExitCode;
}

/**
 * Runs several drills, `jobs` at a time as far as the engine's memory allows, and prints one table at the end; with
 * `--json` a line of JSON per drill as soon as it ended. A drill that cannot run does not keep the others from running.
 * On an interrupt all that run end with their evidence, and no other begins.
 */
export async function runMany(drills: readonly ToRehearse[], flags: ManyFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const atOnce = await drillsAtOnce(drills, flags.jobs ?? 1, io, ports);
  const ended = new Map<ToRehearse, Ended>();
  await inParallel(drills, atOnce, async (one, index) => {
    if (io.signal.aborted) return;
    const own = atOnce === 1 ? io : prefixed(io, one.plan.drill.id);
    if (atOnce === 1 && flags.json !== true) io.err(`\n${one.plan.drill.title} (drill ${index + 1} of ${drills.length})`);
    ended.set(one, await rehearsed(one, flags, own, atOnce === 1 ? ports : { ...ports, style: 'plain', ask: null }));
  });
  const all = drills.map((one) => ended.get(one) ?? notStarted(one));
  if (flags.json !== true) for (const line of drillTable(all.map(({ row }) => row))) io.out(line);
  return worstOf(all.map(({ code }) => code));
}

/** Calls `work` on each, `atOnce` at a time, in order; when one throws, the others go on, and the first error is thrown at the end. */
async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T, index: number) => Promise<void>): Promise<void> {
  const rest = items.entries();
  const lanes = Array.from({ length: atOnce }, async () => {
    for (const [index, item] of rest) await work(item, index);
  });
  for (const lane of await Promise.allSettled(lanes)) if (lane.status === 'rejected') throw lane.reason;
}

async function drillsAtOnce(drills: readonly ToRehearse[], jobs: number, io: Io, ports: CommandPorts): Promise<number> {
  const wanted = Math.min(jobs, drills.length);
  if (wanted <= 1) return 1;
  const engine = await connectEngine({ env: ports.env, signal: io.signal }).catch((error: unknown) => {
    // Every drill will say so itself, with its evidence.
    if (error instanceof DrillError) return null;
    throw error;
  });
  const variants = drills.map(({ plan }) => variantOf(plan.site));
  const { atOnce, mirrorMib } = mirrorsAtOnce(wanted, variants, engine?.facts.memoryBytes ?? 0);
  if (engine !== null && atOnce < wanted)
    io.err(`${atOnce} of ${wanted} drills at a time: a mirror may take ${mirrorMib} MiB, and the engine has no room for more.`);
  return atOnce;
}

async function rehearsed(one: ToRehearse, flags: ManyFlags, io: Io, ports: CommandPorts): Promise<Ended> {
  try {
    const done = await rehearseOne(one, flags, io, ports);
    if (flags.json === true) io.out(JSON.stringify(done.withheld?.kept ?? done.result));
    return { row: rowOf(one, done), code: codeOf(done) };
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    io.err(`muster: ${error.message}${error.hint === '' ? '' : `\n  ${error.hint}`}`);
    return { row: { ...nothing(one), reasons: [error.message] }, code: error.exitCode };
  }
}

function rowOf(one: ToRehearse, { result, dir, withheld }: Rehearsed): DrillRow {
  if (withheld !== null)
    return {
      ...nothing(one),
      verdict: withheld.kept.verdict,
      reasons: ['Its evidence is withheld: encrypted, not lost.'],
      report: join(dir, withheld.kept.archive.name),
    };
  const { measured, verdict, evidenceGrade, reasons } = result;
  return {
    drill: one.plan.drill.id,
    verdict,
    grade: evidenceGrade,
    rtoSeconds: measured.rtoSeconds,
    rpoSeconds: measured.rpoSeconds,
    ordersLost: measured.ordersLost,
    reasons: reasons.map(({ text, code }) => `${text} [${code}]`),
    report: join(dir, 'report.html'),
  };
}

function nothing({ plan }: ToRehearse): DrillRow {
  return { drill: plan.drill.id, verdict: null, grade: '', rtoSeconds: null, rpoSeconds: null, ordersLost: null, reasons: [], report: '' };
}

function notStarted(one: ToRehearse): Ended {
  return { row: { ...nothing(one), reasons: ['It was not begun.'] }, code: exitCodes.interrupted };
}

/** Lines of several drills at once, each with its drill's name before it. */
function prefixed(io: Io, name: string): Io {
  return {
    ...io,
    err: (text) =>
      io.err(
        text
          .split('\n')
          .map((line) => `[${name}] ${line}`)
          .join('\n'),
      ),
  };
}

/** Interrupted beats everything, then our bugs, then fail, inconclusive, unavailable, pass. */
function worstOf(codes: readonly ExitCode[]): ExitCode {
  const order: readonly ExitCode[] = [
    exitCodes.interrupted,
    exitCodes.bug,
    exitCodes.fail,
    exitCodes.inconclusive,
    exitCodes.unavailable,
    exitCodes.invalid,
    exitCodes.pass,
  ];
  return order.find((code) => codes.includes(code)) ?? exitCodes.inconclusive;
}
