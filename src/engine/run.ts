import { DrillError, isAbort } from '../model/errors.ts';
import type { JournalFact } from '../model/journal.ts';
import type { Instant } from '../model/json.ts';
import type { RunContext } from '../model/ports.ts';
import type { Phase, Reading } from '../model/reading.ts';
import { takeBackup } from './backup.ts';
import { recover } from './recover.ts';
import { withIncident } from './incident.ts';
import { prove } from './prove.ts';
import { takeReading, type Expectation } from './readings.ts';
import type { LeakSearch, RunPorts, RunRequest, StageParts } from './stage.ts';
import { RunTimeline } from './timeline.ts';
import { ServiceBoard, until, Watchers } from './watch.ts';

/** How long the shop's services get to show that they hold before anything is broken, and that they noticed. */
const settleMs = 60_000;
const noticeMs = 10_000;

/**
 * Runs one drill: the only effects are its ports'. Whatever happens, the journal says so and the mirror is lowered. The
 * verdict is not formed here: `fold` reads it off the journal.
 * @throws {DrillError} WRITE_FAILED, and nothing else, when the journal cannot be written; after the mirror was lowered.
 */
export async function run(request: RunRequest, ports: RunPorts, signal: AbortSignal): Promise<void> {
  const drill = new Run(request, ports, signal);
  await drill.begin();
  try {
    await drill.rehearse();
  } catch (error) {
    await drill.giveUp(error);
  } finally {
    await drill.end();
  }
}

class Run {
  readonly #request: RunRequest;
  readonly #ports: RunPorts;
  /** Aborted by the user, or because the mirror is lost. */
  readonly #signal: AbortSignal;
  readonly #lost = new AbortController();
  readonly #asked: AbortSignal;
  readonly #record: RunPorts['record'];
  readonly #board = new ServiceBoard();
  readonly #watchers: Watchers;
  readonly #timeline: RunTimeline;
  #phase: Phase = 'prepare';
  #instrumentMs = 0;
  /** Of the first fault that is not silent, until there is one of the first; empty before it. */
  #faultAt: Instant = '';
  #struck = false;
  #interruptTold = false;
  /** Why the journal could not be written on the way out. */
  #unwritten: Error | null = null;

  constructor(request: RunRequest, ports: RunPorts, signal: AbortSignal) {
    this.#request = request;
    this.#ports = ports;
    this.#asked = signal;
    this.#signal = AbortSignal.any([signal, this.#lost.signal]);
    void ports.stage.lost.then(() => this.#lost.abort());
    this.#watchers = new Watchers(ports.catalog);
    this.#timeline = new RunTimeline(ports.clock, ports.catalog, request.plan.steps);
    this.#record = withIncident(request.plan, (fact) => this.#note(fact));
  }

  async begin(): Promise<void> {
    const { runId, plan, tool, host, controls, people, predecessor } = this.#request;
    await this.#record({ type: 'run-started', runId, plan, tool, host, ...(controls === undefined ? {} : { controls }) });
    if (people !== undefined) await this.#record({ type: 'people-recorded', ...people });
    if (predecessor !== undefined) await this.#record({ type: 'predecessor-noted', ...predecessor });
  }

  /** The drill, as its table of contents. */
  async rehearse(): Promise<void> {
    const { stage } = this.#ports;
    await this.#in('prepare', () => stage.prepare(this.#signal));
    await this.#in('provision', () => stage.provision(this.#signal));
    const context = this.#context(await this.#in('load', () => stage.load(this.#signal)));
    const expectations = await this.#in('backup', () => takeBackup(context, this.#ports.catalog));
    const steady = await this.#in('baseline', () => this.#baseline(context, expectations));
    if (!steady) return await this.#record({ type: 'warned', text: 'The steady state did not hold: nothing was broken.' }).then(() => undefined);
    await this.#in('fault', () => this.#breakIt(context));
    await this.#in('felt', () => this.#feel(context, expectations));
    await this.#in('restore', () => this.#restore(context));
    const after = await this.#in('assert', () => this.#assert(context, expectations));
    await this.#in('prove', () => prove(context, expectations, after));
    this.#signal.throwIfAborted();
  }

  /** Before anything is broken every assertion must hold. */
  async #baseline(context: RunContext, expectations: readonly Expectation[]): Promise<boolean> {
    await this.#watchers.start(
      context.plan.watchers.filter((watcher) => watcher.kind === 'phi-reads'),
      context,
    );
    const before = await this.#readings(context, expectations, 'before');
    return [...before.values()].every((reading) => reading === 'holds');
  }

  async #breakIt(context: RunContext): Promise<void> {
    const { catalog, clock } = this.#ports;
    await this.#watchers.start(
      context.plan.watchers.filter((watcher) => watcher.kind !== 'phi-reads'),
      context,
    );
    if (!(await until(() => this.#board.notHolding().length === 0, { clock, deadlineMs: settleMs, signal: this.#signal }))) {
      throw new DrillError('MIRROR_UNHEALTHY', `Before the fault these services did not hold: ${this.#board.notHolding().join(', ')}.`);
    }
    for (const planned of context.plan.faults) {
      const fault = catalog.faults.find((one) => one.kind === planned.kind);
      if (fault === undefined) throw new DrillError('BUG', `The plan names a fault that does not exist: ${planned.kind}.`);
      await this.#record({ type: 'fault-intended', kind: planned.kind, params: planned.params });
      const faultAt = clock.now();
      if (this.#faultAt === '' || (!this.#struck && fault.silent !== true)) this.#faultAt = faultAt;
      this.#struck ||= fault.silent !== true;
      const outcome = await fault.inject(planned.params, context);
      await this.#record({ type: 'fault-injected', kind: planned.kind, faultAt, ...outcome, ...(fault.silent === true ? { silent: true } : {}) });
      const seen = await fault.observe(planned.params, context);
      await this.#record({ type: 'fault-observed', kind: planned.kind, ...seen });
    }
    const began = clock.monotonicMs();
    await until(() => this.#board.anyDown(), { clock, deadlineMs: noticeMs, signal: this.#signal });
    this.#instrumentMs += clock.monotonicMs() - began;
  }

  /** All of it is Muster's own measuring: nobody recovers anything meanwhile. */
  async #feel(context: RunContext, expectations: readonly Expectation[]): Promise<void> {
    const began = this.#ports.clock.monotonicMs();
    await this.#readings(context, expectations, 'felt');
    this.#instrumentMs += this.#ports.clock.monotonicMs() - began;
  }

  async #restore(context: RunContext): Promise<void> {
    const { catalog, clock } = this.#ports;
    this.#instrumentMs += await recover(context, catalog, { ask: this.#ports.ask, faultAt: this.#faultAt });
    await until(() => this.#board.notHolding().length === 0, { clock, deadlineMs: settleMs, signal: this.#signal });
    await this.#watchers.close(this.#record, ['canary-orders', 'availability']);
  }

  async #assert(context: RunContext, expectations: readonly Expectation[]): Promise<ReadonlyMap<string, Reading>> {
    const isolated = this.#ports.stage.proveIsolation();
    // Awaited below; a failure meanwhile must not count as unhandled.
    isolated.catch(() => undefined);
    const judgesWatchers = (expectation: Expectation): boolean => (expectation.assertion.watches ?? []).length > 0;
    const direct = await this.#readings(
      context,
      expectations.filter((one) => !judgesWatchers(one)),
      'after',
    );
    await this.#watchers.close(this.#record);
    const watched = await this.#readings(context, expectations.filter(judgesWatchers), 'after');
    await isolated;
    return new Map([...direct, ...watched]);
  }

  async #readings(context: RunContext, expectations: readonly Expectation[], moment: 'before' | 'felt' | 'after'): Promise<ReadonlyMap<string, Reading>> {
    const taken = new Map<string, Reading>();
    for (const expectation of expectations) {
      const watched = await this.#watchers.reports(this.#signal);
      taken.set(expectation.planned.kind, (await takeReading({ context, expectation, moment, watched })).reading);
    }
    return taken;
  }

  async #in<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    this.#signal.throwIfAborted();
    this.#phase = phase;
    this.#instrumentMs = 0;
    await this.#record({ type: 'phase-started', phase });
    try {
      return await work();
    } finally {
      await this.#record({ type: 'phase-ended', phase, instrumentMs: Math.round(this.#instrumentMs) });
    }
  }

  async #note(fact: JournalFact): ReturnType<RunPorts['record']> {
    if (fact.type === 'service-changed') this.#board.note(fact.service, fact.holds);
    this.#timeline.note(fact);
    return await this.#ports.record(fact);
  }

  #context(parts: StageParts): RunContext {
    return { ...parts, plan: this.#request.plan, clock: this.#ports.clock, record: this.#record, timeline: this.#timeline, signal: this.#signal };
  }

  async giveUp(error: unknown): Promise<void> {
    if (this.#asked.aborted) return await this.#tellInterrupted();
    if (this.#lost.signal.aborted) {
      await this.#tell({ type: 'run-failed', code: 'ENGINE_LOST', message: 'The Docker engine, or the mirror with it, went away.', phase: this.#phase });
      return;
    }
    const known =
      error instanceof DrillError
        ? error
        : new DrillError(isAbort(error) ? 'PROBE_TIMEOUT' : 'BUG', error instanceof Error ? `${error.name} in phase ${this.#phase}` : 'unknown', {
            cause: error,
          });
    await this.#tell({ type: 'run-failed', code: known.code, message: known.message, phase: this.#phase });
  }

  /** Once: an interrupt may also come while the mirror is being lowered. */
  async #tellInterrupted(): Promise<void> {
    if (this.#interruptTold) return;
    this.#interruptTold = true;
    const reason: unknown = this.#asked.reason;
    await this.#tell({ type: 'interrupted', signal: typeof reason === 'string' ? reason : 'SIGINT', phase: this.#phase });
  }

  async #tellSearched({ withhold, ...scan }: LeakSearch): Promise<void> {
    await this.#tell({ type: 'leak-scanned', ...scan });
    if (withhold) await this.#tell({ type: 'bundle-withheld', hits: scan.hits, searched: scan.values > 0 && (scan.notUnpacked ?? 0) === 0 });
  }

  /** Records on the way out: a full disk must not keep the mirror from being lowered. */
  async #tell(fact: JournalFact): Promise<void> {
    await this.#record(fact).catch((error: unknown) => {
      this.#unwritten ??= error instanceof Error ? error : new DrillError('BUG', 'the journal refused an event without an error');
    });
  }

  /** Stops watching, counts what the site tried, lowers the mirror: on every way out. @throws what kept the journal from being written. */
  async end(): Promise<void> {
    const { stage } = this.#ports;
    this.#phase = 'teardown';
    await this.#tell({ type: 'phase-started', phase: 'teardown' });
    await this.#watchers.abandon();
    const counted = this.#signal.aborted ? null : await stage.countAttempts(this.#signal).catch(() => null);
    if (counted === null) await this.#tell({ type: 'warned', text: "The site's own attempts were not counted." });
    else await this.#tell({ type: 'isolation-counted', ...counted });
    // Only the mirror knows what a production backup protects: its values are looked for while it stands.
    const restored = this.#request.plan.data.mode === 'production-backup';
    const searched = restored ? await this.#ports.scanForLeaks() : null;
    const lowered = await stage.lower();
    for (const object of lowered.removed) await this.#tell({ type: 'object-removed', ...object });
    for (const data of lowered.destroyed) await this.#tell({ type: 'data-destroyed', ...data });
    await this.#tell({ type: 'teardown-ended', removed: lowered.removed.length, leftovers: lowered.leftovers });
    await this.#tell({ type: 'phase-ended', phase: 'teardown', instrumentMs: 0 });
    if (this.#asked.aborted) await this.#tellInterrupted();
    await this.#tellSearched(searched ?? (await this.#ports.scanForLeaks()));
    await this.#tell({ type: 'run-finished', peakMemoryMib: this.#ports.peakMemoryMib() });
    if (this.#unwritten !== null) throw this.#unwritten;
  }
}
