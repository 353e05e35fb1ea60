import { DrillError } from '../model/errors.ts';
import type { JournalFact } from '../model/journal-fact.ts';
import type { Instant } from '../model/json.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { Phase, Reading } from '../model/reading.ts';
import { takeBackup } from './backup.ts';
import { recover } from './recover.ts';
import { inGrace } from './grace.ts';
import { withIncident } from './incident.ts';
import { prove } from './prove.ts';
import { takeReading, type Expectation } from './readings.ts';
import type { RunPorts, RunRequest, StageParts } from './stage.ts';
import { RunTimeline } from './timeline.ts';
import { ServiceBoard, until, Watchers } from './watch.ts';
import { troubleError, WayOut } from './way-out.ts';

/** How long the shop's services get to show that they hold before anything is broken, and that they noticed. */
const settleMs = 60_000;
const noticeMs = 10_000;

/**
 * Runs one drill: the only effects are its ports'. Whatever happens, the journal says so and the mirror is lowered; what
 * does not end after an interrupt or a loss is left alone, so that the run ends all the same. The verdict is not formed
 * here: `fold` reads it off the journal.
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
  readonly #record: RunPorts['record'];
  readonly #board = new ServiceBoard();
  readonly #watchers: Watchers;
  readonly #timeline: RunTimeline;
  readonly #out: WayOut;
  #phase: Phase = 'prepare';
  #instrumentMs = 0;
  /** Of the first fault that is not silent, until there is one of the first; empty before it. */
  #faultAt: Instant = '';
  #struck = false;

  constructor(request: RunRequest, ports: RunPorts, signal: AbortSignal) {
    this.#request = request;
    this.#ports = ports;
    this.#signal = AbortSignal.any([signal, this.#lost.signal]);
    void ports.stage.lost.then(() => this.#lost.abort());
    this.#watchers = new Watchers(ports.catalog);
    this.#timeline = new RunTimeline(ports.clock, ports.catalog, request.plan.steps);
    this.#record = withIncident(request.plan, (fact) => this.#note(fact));
    this.#out = new WayOut({ request, ports, record: this.#record, watchers: this.#watchers, asked: signal, lost: this.#lost });
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
      return await inGrace(work(), this.#signal, this.#out.graceMs);
    } finally {
      await this.#record({ type: 'phase-ended', phase, instrumentMs: Math.round(this.#instrumentMs) });
    }
  }

  /** Nothing is held against the shop that only the end of its mirror, or a disk without room, may have done. */
  async #note(fact: JournalFact): ReturnType<RunPorts['record']> {
    const trouble = speaksAgainst(fact) ? await this.#ports.stage.trouble() : null;
    if (trouble === 'ENGINE_LOST') this.#lost.abort();
    if (trouble !== null) throw troubleError(trouble);
    if (fact.type === 'service-changed') this.#board.note(fact.service, fact.holds);
    this.#timeline.note(fact);
    return await this.#ports.record(fact);
  }

  #context(parts: StageParts): RunContext {
    const record: RunPorts['record'] = async (fact) => {
      if (this.#out.closed) throw new DrillError('ABORTED', 'the run has ended');
      return await this.#record(fact);
    };
    return { ...parts, plan: this.#request.plan, clock: this.#ports.clock, record, timeline: this.#timeline, signal: this.#signal };
  }

  async giveUp(error: unknown): Promise<void> {
    await this.#out.giveUp(error, this.#phase);
  }

  async end(): Promise<void> {
    await this.#out.end();
  }
}

/** Facts that make a drill fail. */
function speaksAgainst(fact: JournalFact): boolean {
  if (fact.type === 'step-ended') return fact.state === 'failed';
  return fact.type === 'reading-taken' && fact.moment === 'after' && fact.outcome.reading === 'broken';
}
