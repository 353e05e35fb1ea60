import { setTimeout as sleep } from 'node:timers/promises';
import { DrillError } from '../model/errors.ts';
import type { Engine } from './engine.ts';
import { engineCall } from './engine-call.ts';
import { listRunObjects, removeObjects } from './removal.ts';
import type { RunObject } from './removal.ts';
import { decideSweep } from './sweep-decision.ts';

/** What a sweep did, and what it left because it is somebody's. */
export interface SweepReport {
  readonly removed: readonly { readonly kind: RunObject['kind']; readonly name: string }[];
  readonly alive: readonly string[];
  readonly kept: readonly string[];
  /** Objects of dead runs that the engine refused to remove, with its reason. */
  readonly leftovers: readonly string[];
}

const limitMs = 60_000;
const pauseMs = 300;
const youngPauseMs = 1_000;

/**
 * Removes what dead runs left, until two looks 300 ms apart find nothing more, for at most 60 s. Touches nothing
 * without the label `muster.run`, no live run, and no run of --keep-stack unless `all`.
 * @throws {DrillError} ENGINE_LOST, ABORTED.
 */
export async function sweep(engine: Engine, options: { readonly all: boolean; readonly signal: AbortSignal }): Promise<SweepReport> {
  const removed = new Map<string, RunObject>();
  const over = AbortSignal.timeout(limitMs);
  let leftovers: readonly string[] = [];
  for (let empty = 0; ;) {
    const [objects, nowMs] = await Promise.all([listRunObjects(engine), engineNow(engine)]);
    const decision = decideSweep(objects, { all: options.all, nowMs });
    const report = { removed: [...removed.values()].map(({ kind, name }) => ({ kind, name })), alive: decision.alive, kept: decision.kept, leftovers };
    if (decision.remove.length === 0 && decision.young.length === 0) {
      leftovers = [];
      empty += 1;
      if (empty === 2) return { ...report, leftovers };
    } else empty = 0;
    if (over.aborted) return { ...report, leftovers: leftovers.length > 0 ? leftovers : decision.remove.map((object) => `${object.kind} ${object.name}`) };
    if (decision.remove.length > 0) {
      const done = await removeObjects(engine, decision.remove);
      for (const object of done.removed) removed.set(`${object.kind} ${object.id}`, object);
      leftovers = done.refused;
    }
    await pause(decision.young.length > 0 && decision.remove.length === 0 ? youngPauseMs : pauseMs, options.signal);
  }
}

async function engineNow(engine: Engine): Promise<number> {
  const { SystemTime } = (await engineCall('asking the engine for its time', engine.docker.info())) as { readonly SystemTime?: string };
  const now = Date.parse(SystemTime ?? '');
  // An engine that does not say has no young runs: everything it lists is judged by its lease alone.
  return Number.isNaN(now) ? Number.POSITIVE_INFINITY : now;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((cause: unknown) => {
    throw new DrillError('ABORTED', 'sweeping: interrupted', { cause });
  });
}
