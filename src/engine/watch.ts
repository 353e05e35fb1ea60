import { setTimeout as sleep } from 'node:timers/promises';
import { DrillError, isAbort } from '../model/errors.ts';
import type { Catalog, WatcherReport, Watching } from '../model/kind.ts';
import type { RecordFact } from '../model/journal.ts';
import type { PlannedKind } from '../model/plan/drill.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { ServiceProbe } from '../model/reading.ts';
import { serviceProbes } from '../model/reading.ts';

/** The watchers of a run: started, asked in the middle, closed once. */
export class Watchers {
  readonly #running = new Map<string, Watching>();
  readonly #closed = new Map<string, WatcherReport>();
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  async start(planned: readonly PlannedKind[], context: RunContext): Promise<void> {
    for (const { kind, params } of planned) {
      const watcher = this.#catalog.watchers.find((one) => one.kind === kind);
      if (watcher === undefined) throw new DrillError('BUG', `The plan names a watcher that does not exist: ${kind}.`);
      await context.record({ type: 'watcher-started', kind, resolutionMs: watcher.resolutionMs(params) });
      this.#running.set(kind, await watcher.watch(params, context));
    }
  }

  /** What each has seen so far, or saw until it was closed. One that cannot say now (the database is gone) is left out. */
  async reports(signal: AbortSignal): Promise<Readonly<Record<string, WatcherReport>>> {
    const said: Record<string, WatcherReport> = Object.fromEntries(this.#closed);
    for (const [kind, watching] of this.#running) {
      try {
        said[kind] = await watching.report();
      } catch (error) {
        if (signal.aborted || isAbort(error)) throw error;
      }
    }
    return said;
  }

  /** Stops those of these kinds, or all; records what each saw. Idempotent. */
  async close(record: RecordFact, kinds: readonly string[] = [...this.#running.keys()]): Promise<void> {
    for (const kind of kinds) {
      const watching = this.#running.get(kind);
      if (watching === undefined) continue;
      this.#running.delete(kind);
      await watching.stop();
      const report = await watching.report().catch(() => null);
      if (report !== null) this.#closed.set(kind, report);
      if (report === null) await record({ type: 'watcher-noted', kind, text: 'could not settle what it saw', data: {} });
      else await record({ type: 'watcher-ended', kind, ...report });
    }
  }

  /** Stops all without asking them anything: for the way out. */
  async abandon(): Promise<void> {
    const running = [...this.#running.values()];
    this.#running.clear();
    await Promise.allSettled(running.map((watching) => watching.stop()));
  }
}

/** Which services hold now, read off the journal's own events. */
export class ServiceBoard {
  readonly #holds = new Map<ServiceProbe, boolean>();

  note(service: ServiceProbe, holds: boolean): void {
    this.#holds.set(service, holds);
  }

  /** Services that were never sampled, or do not hold. */
  notHolding(): readonly ServiceProbe[] {
    return serviceProbes.filter((service) => this.#holds.get(service) !== true);
  }

  anyDown(): boolean {
    return [...this.#holds.values()].includes(false);
  }
}

export interface Waiting {
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** Looks every 50 ms until `condition`; false when the deadline passed first. */
export async function until(condition: () => boolean, { clock, deadlineMs, signal }: Waiting): Promise<boolean> {
  const end = clock.monotonicMs() + deadlineMs;
  while (!condition()) {
    if (clock.monotonicMs() > end) return false;
    await sleep(50, undefined, { signal });
  }
  return true;
}
