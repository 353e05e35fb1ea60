import { keepLabel, roleLabel, runLabel } from './names.ts';
import type { RunObject } from './removal.ts';

/** What is to be done with the runs an engine holds objects of. */
export interface SweepDecision {
  readonly remove: readonly RunObject[];
  /** Runs whose toolbox runs. */
  readonly alive: readonly string[];
  /** Runs that --keep-stack kept. */
  readonly kept: readonly string[];
  /** Runs that may just be starting: too young to be judged. */
  readonly young: readonly string[];
}

const graceMs = 10_000;

/**
 * A run is alive while its toolbox, which is its lease, runs, or its fetcher before that. Without one that ever started, it is given ten
 * seconds from its youngest object. Everything else is removed. Pure; `nowMs` is the engine's own clock.
 */
export function decideSweep(objects: readonly RunObject[], options: { readonly all: boolean; readonly nowMs: number }): SweepDecision {
  const remove: RunObject[] = [];
  const alive: string[] = [];
  const kept: string[] = [];
  const young: string[] = [];
  for (const [runId, own] of byRun(objects)) {
    const isKept = own.some((object) => object.labels[keepLabel] === 'true');
    if (own.some((object) => isLease(object) && object.running)) alive.push(runId);
    else if (isKept && !options.all) kept.push(runId);
    else if (!isKept && mayBeStarting(own, options.nowMs)) young.push(runId);
    else remove.push(...own);
  }
  return { remove, alive, kept, young };
}

function byRun(objects: readonly RunObject[]): ReadonlyMap<string, readonly RunObject[]> {
  const runs = new Map<string, RunObject[]>();
  for (const object of objects) {
    const runId = object.labels[runLabel];
    if (runId === undefined || runId === '') continue;
    runs.set(runId, [...(runs.get(runId) ?? []), object]);
  }
  return runs;
}

function isLease({ kind, labels }: RunObject): boolean {
  return kind === 'container' && (labels[roleLabel] === 'toolbox' || labels[roleLabel] === 'fetcher');
}

function mayBeStarting(own: readonly RunObject[], nowMs: number): boolean {
  if (own.some((object) => isLease(object) && object.started)) return false;
  return nowMs - Math.max(...own.map((object) => object.createdMs)) < graceMs;
}
