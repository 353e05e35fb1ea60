import { DrillError, isAbort } from '../model/errors.ts';
import type { JournalFact } from '../model/journal-fact.ts';
import type { Phase } from '../model/reading.ts';
import { inGrace } from './grace.ts';
import type { LeakSearch, RunPorts, RunRequest } from './stage.ts';
import type { Watchers } from './watch.ts';

/** How long what is under way gets to end once the run was interrupted or lost. */
const usualGraceMs = 15_000;

/** Why a run ends early when its engine or mirror is gone, or has no room. */
const troubleTexts = {
  ENGINE_LOST: 'The Docker engine does not answer any more, or the mirror went away with it.',
  HOST_FULL: 'The disk of the Docker engine is full: what failed says nothing of the shop.',
} as const;

/** The error that a mirror's trouble is. */
export const troubleError = (code: keyof typeof troubleTexts): DrillError => new DrillError(code, troubleTexts[code]);

export interface Leaving {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  readonly record: RunPorts['record'];
  readonly watchers: Watchers;
  /** Aborted by the user. */
  readonly asked: AbortSignal;
  /** Aborted when the mirror is lost. */
  readonly lost: AbortController;
}

/**
 * How a run ends, in whatever state it is: it says once why it ended early, stops watching, counts what the site tried
 * and lowers the mirror. No wait of it is longer than its grace or than what the stage's own deadlines are.
 */
export class WayOut {
  readonly #parts: Leaving;
  readonly graceMs: number;
  #told = { interrupt: false, failure: false };
  /** Why the journal could not be written on the way out. */
  #unwritten: Error | null = null;
  #closed = false;

  constructor(parts: Leaving) {
    this.#parts = parts;
    this.graceMs = parts.ports.graceMs ?? usualGraceMs;
  }

  /** True once nothing of the drill itself may be recorded any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Says why the drill ended early. Trouble that nobody noticed yet is looked for: what failed may be its doing. */
  async giveUp(error: unknown, phase: Phase): Promise<void> {
    const { asked, lost, ports } = this.#parts;
    if (asked.aborted) return await this.#tellInterrupted(phase);
    const trouble = lost.signal.aborted ? 'ENGINE_LOST' : await ports.stage.trouble();
    if (trouble === 'ENGINE_LOST') lost.abort();
    if (trouble !== null) return await this.#tellFailure(troubleError(trouble), phase);
    const text = isAbort(error) ? 'PROBE_TIMEOUT' : 'BUG';
    const unknown = (): DrillError => new DrillError(text, error instanceof Error ? `${error.name} in phase ${phase}` : 'unknown', { cause: error });
    await this.#tellFailure(error instanceof DrillError ? error : unknown(), phase);
  }

  /** On every way out. @throws what kept the journal from being written, after the mirror was lowered. */
  async end(): Promise<void> {
    const { request, ports, asked } = this.#parts;
    await this.#tell({ type: 'phase-started', phase: 'teardown' });
    await inGrace(this.#parts.watchers.abandon(), AbortSignal.abort(), this.graceMs).catch(() => undefined);
    this.#closed = true;
    await this.#count();
    // Only the mirror knows what a production backup protects: its values are looked for while it stands.
    const restored = request.plan.data.mode === 'production-backup';
    const searched = restored ? await ports.scanForLeaks() : null;
    await this.#lower();
    await this.#tell({ type: 'phase-ended', phase: 'teardown', instrumentMs: 0 });
    if (asked.aborted) await this.#tellInterrupted('teardown');
    await this.#tellSearched(searched ?? (await ports.scanForLeaks()));
    await this.#tell({ type: 'run-finished', peakMemoryMib: ports.peakMemoryMib() });
    if (this.#unwritten !== null) throw this.#unwritten;
  }

  async #count(): Promise<void> {
    const { ports, asked, lost } = this.#parts;
    const signal = AbortSignal.any([asked, lost.signal]);
    const counting = signal.aborted ? Promise.reject(new DrillError('ABORTED', 'not counted')) : ports.stage.countAttempts(signal);
    const counted = await inGrace(counting, signal, this.graceMs).catch(() => null);
    if (counted === null) await this.#tell({ type: 'warned', text: "The site's own attempts were not counted." });
    else await this.#tell({ type: 'isolation-counted', ...counted });
  }

  async #lower(): Promise<void> {
    const { ports, lost, asked } = this.#parts;
    const lowered = await ports.stage.lower();
    if (lowered.lost === true) lost.abort();
    if (lost.signal.aborted && !asked.aborted) await this.#tellFailure(troubleError('ENGINE_LOST'), 'teardown');
    for (const object of lowered.removed) await this.#tell({ type: 'object-removed', ...object });
    for (const data of lowered.destroyed) await this.#tell({ type: 'data-destroyed', ...data });
    await this.#tell({ type: 'teardown-ended', removed: lowered.removed.length, leftovers: lowered.leftovers });
  }

  /** Once: the first reason stays. */
  async #tellFailure({ code, message }: DrillError, phase: Phase): Promise<void> {
    if (this.#told.failure) return;
    this.#told.failure = true;
    await this.#tell({ type: 'run-failed', code, message, phase });
  }

  /** Once: an interrupt may also come while the mirror is being lowered. */
  async #tellInterrupted(phase: Phase): Promise<void> {
    if (this.#told.interrupt) return;
    this.#told.interrupt = true;
    const reason: unknown = this.#parts.asked.reason;
    await this.#tell({ type: 'interrupted', signal: typeof reason === 'string' ? reason : 'SIGINT', phase });
  }

  async #tellSearched({ withhold, ...scan }: LeakSearch): Promise<void> {
    await this.#tell({ type: 'leak-scanned', ...scan });
    if (withhold) await this.#tell({ type: 'bundle-withheld', hits: scan.hits, searched: scan.values > 0 && (scan.notUnpacked ?? 0) === 0 });
  }

  /** Records on the way out: a full disk must not keep the mirror from being lowered. */
  async #tell(fact: JournalFact): Promise<void> {
    await this.#parts.record(fact).catch((error: unknown) => {
      this.#unwritten ??= error instanceof Error ? error : new DrillError('BUG', 'the journal refused an event without an error');
    });
  }
}
