import type { AccessLog } from '../../src/model/access-log.ts';
import { linkEvent, firstPrev } from '../../src/model/chain.ts';
import { defineAssertion, defineFault, defineStep, defineWatcher, noParams } from '../../src/model/kind.ts';
import type { Assertion, Catalog } from '../../src/model/kind.ts';
import type { JournalEvent } from '../../src/model/journal.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import type { DrillPlan, PlannedKind, PlannedStep } from '../../src/model/plan/drill.ts';
import type { PhiIntegrity } from '../../src/model/phi-integrity.ts';
import type { BackupSet } from '../../src/model/ports/backups.ts';
import type { Clock } from '../../src/model/ports/clock.ts';
import type { Mirror } from '../../src/model/ports/mirror.ts';
import type { CanaryOrder, Shop } from '../../src/model/ports/shop.ts';
import { serviceProbes } from '../../src/model/reading.ts';
import type { Ask } from '../../src/engine/manual.ts';
import { run } from '../../src/engine/run.ts';
import type { LeakSearch, Stage, StageParts } from '../../src/engine/stage.ts';
import { canaryLedger } from '../../src/phi/canary.ts';
import { digestOf, samplePlan, step } from '../model/sample-plan.ts';

/** A clock on which every look is 1.5 s later: the longest wait of a run passes in 14 looks. Its wall side jumps when told. */
function steppedClock(): Clock & { jump(ms: number): void } {
  let [ms, jumped] = [0, 0];
  const start = Date.parse('2026-11-23T10:00:00.000Z');
  return { now: () => new Date(start + jumped + ms).toISOString(), monotonicMs: () => (ms += 1500), jump: (by) => void (jumped += by) };
}

/** What a part of the run is about to do: a hook throws here, waits, or aborts. */
export type Hook = (what: string) => void | Promise<void>;

export interface MemoryRun {
  /** Who answers for a manual step; nobody unless given. */
  readonly ask?: Ask | null;
  readonly plan?: Partial<DrillPlan>;
  readonly hook?: Hook;
  readonly catalog?: Partial<Catalog>;
  readonly signal?: AbortSignal;
  /** Resolves when the engine goes away. */
  readonly lost?: Promise<void>;
  /** How long what is under way may take to end after an interrupt or a loss. */
  readonly graceMs?: number;
  /** What lowering the mirror comes to. */
  readonly lowered?: Awaited<ReturnType<Stage['lower']>>;
  /** What is wrong with the engine; nothing unless given. */
  readonly trouble?: () => Awaited<ReturnType<Stage['trouble']>>;
  /** What the search of the run's own files finds; nothing unless given. */
  readonly leaks?: LeakSearch;
  /** The wall clock is set by so much when the fault was injected. */
  readonly jumpMs?: number;
  /** Called with each fact before it is in the journal. */
  readonly onFact?: (fact: JournalFact) => void;
}

export interface MemoryResult {
  readonly events: readonly JournalEvent[];
  /** Effects and facts in the order in which they happened. */
  readonly order: readonly string[];
  readonly lowered: number;
  /** What `run` threw; null when it ended as it should. */
  readonly error: unknown;
}

/** Runs a drill against ports that live in memory: a shop that is healthy until the fault, and again after the step. */
export async function runInMemory({
  plan = {},
  hook = () => undefined,
  catalog = {},
  signal = new AbortController().signal,
  lost = new Promise(() => undefined),
  trouble = () => null,
  graceMs = 15_000,
  lowered: end = { removed: [{ kind: 'container', name: 'muster-r-db' }], leftovers: [], destroyed: [{ what: 'keys', how: 'with their volume' }] },
  onFact = () => undefined,
  ask = null,
  leaks = { values: 1, files: 4, hits: 0, withhold: false },
  jumpMs = 0,
}: MemoryRun = {}): Promise<MemoryResult> {
  const clock = steppedClock();
  const events: JournalEvent[] = [];
  const order: string[] = [];
  let lowered = 0;
  let error: unknown = null;
  const effect = async (what: string): Promise<void> => {
    order.push(what);
    await hook(what);
  };
  const record = async (fact: JournalFact): Promise<JournalEvent> => {
    onFact(fact);
    if (fact.type === 'fault-injected') clock.jump(jumpMs);
    const last = events.at(-1);
    const event = linkEvent(fact, { seq: events.length, at: clock.now(), ms: clock.monotonicMs(), prev: last?.hash ?? firstPrev });
    events.push(event);
    order.push(`fact ${fact.type}`);
    return event;
  };
  const stage: Stage = {
    lost,
    prepare: () => effect('prepare'),
    proveIsolation: async () => undefined,
    trouble: async () => trouble(),
    async provision() {
      await effect('provision');
      await record({
        type: 'stack-described',
        grade: 'demo',
        commerce: { name: 'order-desk', version: '1', standIn: true },
        components: [],
        images: [],
        engine: {},
        notProven: [],
      });
      await record({ type: 'isolation-probed', probes: 4, succeeded: 0, failures: [] });
    },
    async load() {
      await effect('load');
      await record({ type: 'data-loaded', orders: 1, customers: 1, rows: 1, tookMs: 1, fromSnapshot: false });
      return memoryParts(effect, clock);
    },
    async countAttempts() {
      await effect('count');
      return { egressAttempted: 0, egressSucceeded: 0, mailCaptured: 0, httpRefused: 0, attempts: [] };
    },
    async lower() {
      lowered += 1;
      order.push('lower');
      return end;
    },
  };
  const kinds = { ...memoryCatalog(effect), ...catalog };
  const request = { runId: 'r', plan: { ...memoryPlan(), ...plan }, tool: { version: '0', commit: '' }, host: {} };
  await run(request, { catalog: kinds, clock, record, stage, scanForLeaks: async () => leaks, ask, graceMs, peakMemoryMib: () => 90 }, signal).catch(
    (caught: unknown) => {
      error = caught;
    },
  );
  return { events, order, lowered, error };
}

function memoryPlan(): DrillPlan {
  return {
    ...samplePlan(),
    faults: [planned('break')],
    steps: [step('mend', 'Mend it', 'mend', ['mend'])],
    expect: [planned('stands')],
    watchers: [planned('services'), planned('phi-reads')],
  };
}

export const planned = (kind: string): PlannedKind => ({ kind, title: kind, params: {}, controls: [], requirements: [] });
export const stepOf = (id: string, change: Partial<PlannedStep> = {}): PlannedStep => ({ ...step(id, id, 'mend', ['mend']), ...change });

const words = { title: 'In memory', controls: ['164.308(a)(7)(ii)(B)'], params: noParams, example: {} };
const said = { expected: 'it stands', counts: {}, evidence: [] };

/** An assertion whose check says what the state says: sound, or damaged by the fault or a sabotage. */
export function memoryAssertion(kind: string, effect: Hook, change: Partial<Assertion> = {}): Assertion {
  let damaged = false;
  return defineAssertion({
    ...words,
    kind,
    requirements: [],
    async capture() {
      await effect(`capture ${kind}`);
      return null;
    },
    async check(_params, { moment }) {
      await effect(`check ${kind} ${moment}`);
      const ok = moment !== 'felt' && !damaged;
      return ok ? { ...said, reading: 'holds', actual: 'stands' } : { ...said, reading: 'broken', reason: 'false', actual: 'fell' };
    },
    async sabotage() {
      await effect(`sabotage ${kind}`);
      damaged = true;
      return {
        what: 'one stone taken out',
        async undo() {
          await effect(`undo ${kind}`);
          damaged = false;
        },
      };
    },
    ...(change as object),
  });
}

function memoryCatalog(effect: Hook): Catalog {
  let broken = false;
  return {
    faults: [
      defineFault({
        ...words,
        kind: 'break',
        async inject() {
          await effect('inject');
          broken = true;
          return { summary: 'broken', data: {} };
        },
        async observe() {
          await effect('observe');
          return { observed: broken, text: 'seen' };
        },
      }),
    ],
    steps: [
      defineStep({
        ...words,
        kind: 'mend',
        describe: () => ({ commands: ['mend'], fidelity: 'as-documented', reason: '' }),
        async apply(_params, { step: { id } }) {
          await effect(`apply ${id}`);
          broken = false;
          return { text: 'mended', outputs: { newestRecordAt: '2026-11-23T09:59:59.000Z' }, instrumentMs: 1 };
        },
      }),
    ],
    assertions: [memoryAssertion('stands', effect), memoryAssertion('also-stands', effect)],
    watchers: [quietWatcher('phi-reads', effect), servicesWatcher(effect, () => broken)],
  };
}

function quietWatcher(kind: string, effect: Hook): Catalog['watchers'][number] {
  return defineWatcher({
    ...words,
    kind,
    resolutionMs: () => 10,
    async watch() {
      await effect(`watch ${kind}`);
      return { report: async () => ({ samples: 1, findings: [], summary: {} }), stop: async () => await effect(`stop ${kind}`) };
    },
  });
}

/** Looks every 5 ms whether the shop is broken, and records each change of every service. */
function servicesWatcher(effect: Hook, broken: () => boolean): Catalog['watchers'][number] {
  return defineWatcher({
    ...words,
    kind: 'services',
    resolutionMs: () => 5,
    async watch(_params, { record, clock }) {
      await effect('watch services');
      let last: boolean | null = null;
      let open = Promise.resolve();
      const timer = setInterval(() => {
        const holds = !broken();
        if (holds === last) return;
        last = holds;
        open = open.then(async () => {
          for (const service of serviceProbes) await record({ type: 'service-changed', service, holds, sampledAt: clock.now(), text: '' });
        });
      }, 5);
      return {
        report: async () => ({ samples: 2, findings: [], summary: {} }),
        async stop() {
          clearInterval(timer);
          await open;
        },
      };
    },
  });
}

function memoryParts(effect: Hook, clock: Clock): StageParts {
  const ledger = canaryLedger();
  const set: BackupSet = {
    name: 'set',
    takenAt: '2026-11-23T10:00:00.000Z',
    newestRecordAt: '2026-11-23T09:59:59.000Z',
    bytes: 1,
    digest: digestOf('a'),
    encryption: { kind: 'age', keyId: 'age1' },
    files: [],
    clean: true,
  };
  const print = { takenAt: clock.now(), tables: [], root: 'r' };
  const shop: Pick<Shop, 'placeOrder'> = {
    async placeOrder(by) {
      await effect('place order');
      const order: CanaryOrder = { id: ledger.orders.length + 1, placedAt: clock.now(), by, values: { unit: `cnr-${ledger.orders.length}` } };
      ledger.add(order);
      return { status: 200, order, text: 'placed' };
    },
  };
  const phi: PhiIntegrity = {
    take: async () => print,
    remember: async () => print,
    compare: async () => ({ lost: 0, altered: 0, added: 0, resurrected: 0, exact: true, withinRows: 0, tables: {} }),
  };
  const database = { prefix: 'wp_', query: async () => ledger.orders.map((order) => ({ token: order.values['unit'] ?? '' })) };
  const backups = {
    sets: [set],
    async take() {
      await effect('take backup');
      return set;
    },
    restoreDatabase: async () => ({ bytes: 1 }),
    restoreFiles: async () => ({ bytes: 1, absent: [] }),
  };
  return {
    mirror: { database, coolCaches: async () => undefined, site: { orderStorage: 'hpos', tablePrefix: 'wp_' } } as unknown as Mirror,
    shop: shop as Shop,
    phi,
    backups,
    ledger,
    accessLog: {} as AccessLog,
  };
}
