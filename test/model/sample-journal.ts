import { firstPrev, linkEvent } from '../../src/model/chain.ts';
import type { JournalEvent } from '../../src/model/journal.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import type { DrillPlan } from '../../src/model/plan/drill.ts';
import type { Moment, Phase, Reading, ReadingOutcome, ServiceProbe } from '../../src/model/reading.ts';
import { serviceProbes } from '../../src/model/reading.ts';
import { digestOf, samplePlan } from './sample-plan.ts';

/** A fact with its instant in milliseconds after the run's start. */
export type Timed = readonly [ms: number, fact: JournalFact];

export interface SampleChange {
  readonly plan?: (plan: DrillPlan) => DrillPlan;
  /** Changes one fact, drops it (null), or puts several in its place. */
  readonly fact?: (fact: JournalFact) => JournalFact | readonly JournalFact[] | null;
}

const start = Date.parse('2026-11-23T09:30:00.000Z');
const iso = (ms: number): string => new Date(start + ms).toISOString();
const faultMs = 8100;

/** The journal of a passing run of the demo drill, or of a changed one; chained as a real one. */
export function sampleJournal(change: SampleChange = {}): readonly JournalEvent[] {
  const plan = (change.plan ?? ((same) => same))(samplePlan());
  const changed = sampleFacts(plan).flatMap(([ms, fact]): readonly Timed[] => {
    const kept = change.fact === undefined ? fact : change.fact(fact);
    return (Array.isArray(kept) ? kept : kept === null ? [] : [kept]).map((one: JournalFact) => [ms, one] as const);
  });
  return chained(changed);
}

/** Chains facts into events. */
function chained(timed: readonly Timed[]): readonly JournalEvent[] {
  const events: JournalEvent[] = [];
  for (const [ms, fact] of timed) {
    events.push(linkEvent(fact, { seq: events.length, at: iso(ms), ms, prev: events.at(-1)?.hash ?? firstPrev }));
  }
  return events;
}

function sampleFacts(plan: DrillPlan): readonly Timed[] {
  return [...beforeFault(plan), ...faultAndFelt(plan), ...restore(plan), ...afterwards(plan)];
}

function beforeFault(plan: DrillPlan): readonly Timed[] {
  return [
    [0, { type: 'run-started', runId: 'k7q2m9xw', plan, tool: { version: '0.1.0', commit: 'a1b2c3d' }, host: { os: 'Debian GNU/Linux 13', cpus: 2 } }],
    ...phase('prepare', 5, 1200, [
      [
        900,
        {
          type: 'stack-described',
          grade: 'demo',
          commerce: { name: 'order-desk', version: '0.1.0', standIn: true },
          components: [
            { kind: 'core', slug: 'wordpress', version: '6.8.3', digest: digestOf('a') },
            { kind: 'plugin', slug: 'phi-vault', version: '0.1.0', digest: digestOf('b') },
            { kind: 'plugin', slug: 'phi-access-log', version: '0.1.0', digest: digestOf('c') },
            { kind: 'server', slug: 'mariadb', version: '11.8.3', digest: '' },
          ],
          images: [
            { service: 'web', tag: 'muster/web:3f1c', id: digestOf('d') },
            { service: 'db', tag: 'muster/db:9a44', id: digestOf('e') },
          ],
          engine: { name: 'Docker', version: '20.10.24', api: '1.41' },
          notProven: ['WooCommerce itself: order-desk, a small shop on its order tables and Store API routes, stood in for it.'],
        },
      ],
    ]),
    ...phase('provision', 1210, 3400, [
      [
        2900,
        {
          type: 'isolation-probed',
          probes: 14,
          succeeded: 0,
          failures: ['TCP 192.0.2.1:443: no route', 'DNS example.com: answered by the trap', 'TCP to the host: no route'],
        },
      ],
      [3300, { type: 'health-checked', service: 'web', rung: 'login', holds: true, cause: '', tookMs: 140 }],
    ]),
    ...phase('load', 3410, 4700, [[4600, { type: 'data-loaded', orders: 2000, customers: 400, rows: 31_240, tookMs: 1100, fromSnapshot: true }]]),
    ...phase('backup', 4710, 6400, [
      [5100, { type: 'fingerprint-taken', moment: 'before-backup', tables: 4, rows: 31_252, root: 'f'.repeat(64), tookMs: 180 }],
      [
        6300,
        {
          type: 'backup-taken',
          digest: digestOf('7'),
          bytes: 1_482_113,
          takenAt: iso(6000),
          newestRecordAt: iso(5000),
          encryption: { kind: 'age', keyId: 'age1demo' },
          rowsChangedDuring: 0,
          files: [{ name: 'shop.sql.zst.age', bytes: 1_482_113, digest: digestOf('8') }],
        },
      ],
    ]),
    ...phase('baseline', 6410, 8000, [
      ...(['availability', 'canary-orders', 'phi-reads'] as const).map((kind, index): Timed => [
        6420 + index,
        { type: 'watcher-started', kind, resolutionMs: kind === 'phi-reads' ? 50 : 200 },
      ]),
      ...serviceProbes.map((service, index): Timed => [6600 + index, serviceFact(service, true, 6500)]),
      ...readings(plan, 'before', 6900),
    ]),
  ];
}

function faultAndFelt(plan: DrillPlan): readonly Timed[] {
  return [
    ...phase('fault', 8010, 8600, [
      [8050, { type: 'fault-intended', kind: 'lose-volume', params: { service: 'db' } }],
      [
        8400,
        {
          type: 'fault-injected',
          kind: 'lose-volume',
          faultAt: iso(faultMs),
          summary: 'The container and the volume of db were removed',
          data: { removed: 2 },
        },
      ],
      [8500, { type: 'fault-observed', kind: 'lose-volume', observed: true, text: 'Neither container nor volume of db exists.' }],
    ]),
    ...phase(
      'felt',
      8610,
      9900,
      [
        ...serviceProbes.map((service, index): Timed => [8700 + index, serviceFact(service, false, 8300 + index * 20)]),
        ...readings(plan, 'felt', 8900),
        [9500, { type: 'incident-noted', what: 'detected', by: 'availability', text: 'Six of six services do not answer' }],
        [9600, { type: 'incident-noted', what: 'declared', by: 'security-official', text: 'Contingency declared (exercise)' }],
        [9700, { type: 'incident-noted', what: 'notified', by: 'privacy-officer', text: '' }],
      ],
      400,
    ),
  ];
}

function restore(plan: DrillPlan): readonly Timed[] {
  const end = 10_000 + plan.steps.length * 1100;
  return [
    ...phase(
      'restore',
      9910,
      end + 900,
      [
        ...plan.steps.flatMap((step, index): readonly Timed[] =>
          step.kind === 'manual'
            ? [setAside(step.id, 10_000 + index * 1100)]
            : [
                [10_000 + index * 1100, { type: 'step-started', id: step.id, attempt: 1 }],
                [
                  11_000 + index * 1100,
                  {
                    type: 'step-ended',
                    id: step.id,
                    attempt: 1,
                    state: 'succeeded',
                    seconds: 1,
                    waitedOnPersonSeconds: 0,
                    text: 'Done as documented.',
                    outputs: {},
                    instrumentMs: step.kind === 'restore-database' ? 180 : 0,
                  },
                ],
              ],
        ),
        ...serviceProbes.map((service, index): Timed => [end + 300 + index * 20, serviceFact(service, true, end + 200 + index * 20)]),
        [end + 600, { type: 'watcher-ended', kind: 'availability', samples: 84, findings: [], summary: { resolutionMs: 200 } }],
        [end + 610, { type: 'watcher-ended', kind: 'canary-orders', samples: 9, findings: [], summary: { placed: 9 } }],
      ],
      180,
    ),
    ...phase('assert', end + 910, end + 3000, [
      ...readings(plan, 'after', end + 1000),
      [
        end + 2420,
        {
          type: 'watcher-ended',
          kind: 'phi-reads',
          samples: 212,
          findings: [{ severity: 'low', text: 'Reads were refused for 9.6 s while the logger was away, as it must be.', controls: ['164.312(b)'] }],
          summary: { reads: 212, unlogged: 0 },
        },
      ],
      [end + 2500, { type: 'recovery-measured', newestRestoredRecordAt: iso(5000), ordersLost: 4, ordersPlaced: 9 }],
    ]),
  ];
}

function setAside(id: string, ms: number): Timed {
  return [
    ms,
    {
      type: 'step-ended',
      id,
      attempt: 0,
      state: 'pending',
      seconds: 0,
      waitedOnPersonSeconds: 0,
      text: 'waits for its role to attest it',
      outputs: {},
      instrumentMs: 0,
    },
  ];
}

function afterwards(plan: DrillPlan): readonly Timed[] {
  const begin = 10_000 + plan.steps.length * 1100 + 3010;
  const proofs = plan.prove ? plan.expect.flatMap(({ kind, title }, index) => proofOf(kind, title, begin + index * 800)) : [];
  const end = begin + plan.expect.length * 800 + 100;
  return [
    ...phase('prove', begin, end, proofs),
    ...phase('teardown', end + 10, end + 1800, [
      [
        end + 500,
        {
          type: 'isolation-counted',
          egressAttempted: 3,
          egressSucceeded: 0,
          mailCaptured: 11,
          httpRefused: 3,
          attempts: ['HTTP GET api.wordpress.org: refused by the guard'],
        },
      ],
      [end + 1000, { type: 'data-destroyed', what: 'database volume with synthetic records', how: 'volume removed' }],
      [end + 1100, { type: 'object-removed', kind: 'container', name: 'muster-k7q2m9xw-web' }],
      [end + 1200, { type: 'data-destroyed', what: 'decrypted backup', how: 'never written to disk: streamed into the import' }],
      [end + 1500, { type: 'teardown-ended', removed: 9, leftovers: [] }],
    ]),
    ...phase('seal', end + 1810, end + 1900, [[end + 1820, { type: 'leak-scanned', values: 5204, files: 6, hits: 0 }]]),
    [end + 1910, { type: 'run-finished', peakMemoryMib: 118.4 }],
  ];
}

function proofOf(assertion: string, title: string, ms: number): readonly Timed[] {
  return [
    [ms + 10, { type: 'sabotage-intended', assertion, what: title }],
    [ms + 300, { type: 'reading-taken', assertion, moment: 'sabotaged', outcome: outcome('broken', 'The damage shows.', 'false'), tookMs: 90 }],
    [ms + 500, { type: 'sabotage-undone', assertion, tookMs: 120, ok: true }],
    [ms + 600, { type: 'reading-taken', assertion, moment: 'undone', outcome: outcome('holds', 'As before.'), tookMs: 90 }],
    [ms + 700, { type: 'proof-ended', assertion, proof: 'caught', text: 'one character of one order meta row changed' }],
  ];
}

function readings(plan: DrillPlan, moment: Moment, ms: number): readonly Timed[] {
  return plan.expect.map(({ kind }, index): Timed => [
    ms + index * 80,
    {
      type: 'reading-taken',
      assertion: kind,
      moment,
      tookMs: 70,
      outcome:
        moment === 'felt' ? outcome('broken', 'The database does not answer.', 'unreachable') : outcome('holds', '0 lost, 0 altered, 0 added, 0 resurrected'),
    },
  ]);
}

export function outcome(reading: Reading, actual: string, reason?: ReadingOutcome['reason']): ReadingOutcome {
  return {
    reading,
    ...(reason === undefined ? {} : { reason }),
    expected: '31252 mapped rows as at the backup',
    actual,
    counts: { lost: 0, altered: 0, added: 0, resurrected: 0 },
    evidence: ['keyed fingerprint 4b1f09aa72c3d5e6'],
  };
}

function serviceFact(service: ServiceProbe, holds: boolean, sampledMs: number): JournalFact {
  return { type: 'service-changed', service, holds, sampledAt: iso(sampledMs), text: holds ? '' : 'HTTP 500' };
}

// oxlint-disable-next-line max-params -- a phase is its name, its two ends and what is inside
function phase(name: Phase, from: number, to: number, inside: readonly Timed[], instrumentMs = 0): readonly Timed[] {
  return [[from, { type: 'phase-started', phase: name }], ...inside, [to, { type: 'phase-ended', phase: name, instrumentMs }]];
}
