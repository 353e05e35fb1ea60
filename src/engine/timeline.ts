import type { Catalog } from '../model/kind.ts';
import type { JournalFact } from '../model/journal-fact.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { StepTime, Timeline } from '../model/ports/run-context.ts';

/** The run's timeline, read off the journal's own events as they are written. */
export class RunTimeline implements Timeline {
  faultMs: number | null = null;
  containedMs: number | null = null;
  readonly steps = new Map<string, StepTime>();
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** Kinds of steps that close the shop. */
  readonly #closing: ReadonlySet<string>;
  /** Kinds of the plan's steps, by id. */
  readonly #kinds: ReadonlyMap<string, string>;

  constructor(clock: Pick<Clock, 'monotonicMs'>, catalog: Pick<Catalog, 'steps'>, steps: readonly { readonly id: string; readonly kind: string }[]) {
    this.#clock = clock;
    this.#closing = new Set(catalog.steps.filter((step) => step.closesShop === true).map((step) => step.kind));
    this.#kinds = new Map(steps.map(({ id, kind }) => [id, kind]));
  }

  note(fact: JournalFact): void {
    if (fact.type === 'fault-intended') this.faultMs ??= this.#clock.monotonicMs();
    else if (fact.type === 'step-started') this.#started(fact.id, this.#clock.monotonicMs());
    else if (fact.type === 'step-ended') this.#ended(fact.id, this.#clock.monotonicMs());
  }

  #started(id: string, now: number): void {
    this.steps.set(id, { startedMs: this.steps.get(id)?.startedMs ?? now, endedMs: null });
    if (!this.#closing.has(this.#kinds.get(id) ?? '')) this.containedMs ??= now;
  }

  #ended(id: string, now: number): void {
    this.steps.set(id, { startedMs: this.steps.get(id)?.startedMs ?? now, endedMs: now });
    this.containedMs ??= now;
  }
}
