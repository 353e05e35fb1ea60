import type { Instant } from '../model/json.ts';
import { changesSince } from './changes.ts';
import type { DefinitionDigests, MadeOf, PastRun } from './past-run.ts';

/** A drill of today on one site, as its definitions stand. */
export interface DrillNow {
  readonly drill: string;
  readonly title: string;
  readonly site: string;
  readonly digests: DefinitionDigests;
  readonly madeOf: MadeOf;
}

export interface DrillStatus {
  readonly drill: string;
  readonly title: string;
  readonly site: string;
  readonly last: PastRun | null;
  /** Whole days since the last run began; null without one. */
  readonly ageDays: number | null;
  /** When it has to be run again at the latest; null without a run: at once. */
  readonly dueBy: Instant | null;
  readonly due: boolean;
  /** What changed since the last run, each named; empty when nothing did. */
  readonly changed: readonly string[];
}

/**
 * Where a drill stands: its last run (the newest that ended with a verdict of any kind), how old that is against
 * `maxAgeSeconds`, and what has changed since. A run proves what it was run against and nothing else.
 */
export function statusOf(now: DrillNow, runs: readonly PastRun[], at: { readonly now: Instant; readonly maxAgeSeconds: number }): DrillStatus {
  const last = runs
    .filter((run) => run.drill === now.drill && run.site === now.site)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .at(-1);
  const { drill, title, site } = now;
  if (last === undefined) return { drill, title, site, last: null, ageDays: null, dueBy: null, due: true, changed: [] };
  const age = (Date.parse(at.now) - Date.parse(last.startedAt)) / 1000;
  const dueBy = instantAfter(last.startedAt, at.maxAgeSeconds);
  return { drill, title, site, last, ageDays: Math.floor(age / 86_400), dueBy, due: age > at.maxAgeSeconds, changed: changesSince(last, now) };
}

/** True when somebody has to do something: run it, run it again, or mend what did not pass. */
export function needsWork(status: DrillStatus): boolean {
  return status.due || status.changed.length > 0 || status.last?.verdict !== 'pass';
}

/** RFC 3339, UTC. */
function instantAfter(instant: Instant, seconds: number): Instant {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}
