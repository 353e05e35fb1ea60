import type { BackupFact } from './backup-fact.ts';
import type { BaselineFact } from './baseline-fact.ts';
import type { Digest, Instant, JsonObject } from './json.ts';
import type { DrillPlan } from './plan/drill.ts';
import type { EvidenceGrade, Moment, Phase, ReadingOutcome, ServiceProbe, StepState } from './reading.ts';

/**
 * One fact of a run. Facts about the future (`…-intended`, `…-started`) are on disk before the effect they
 * announce. Nothing in an event is PHI, a secret or row content.
 */
export type JournalFact =
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly plan: DrillPlan;
      readonly tool: { readonly version: string; readonly commit: string };
      readonly host: JsonObject;
      /** The control catalogue of the day; absent in runs of older versions. */
      readonly controls?: { readonly id: string; readonly digest: Digest };
    }
  | {
      /** Who prepared the run, who takes part and who is away, as it was said; names of staff, never of patients. */
      readonly type: 'people-recorded';
      readonly preparedBy: string;
      readonly participants: readonly { readonly role: string; readonly name: string }[];
      /** Roles whose holder is away. */
      readonly absent: readonly string[];
    }
  | {
      /** The last sealed run of this drill on this site, as the ledger names it; `runId` null: no predecessor. */
      readonly type: 'predecessor-noted';
      readonly runId: string | null;
      readonly text: string;
      /** Ids of its findings. */
      readonly findings: readonly string[];
    }
  | { readonly type: 'phase-started'; readonly phase: Phase }
  | {
      readonly type: 'phase-ended';
      readonly phase: Phase;
      /** Time in which Muster measured and the recovery stood still; that of its steps included. */ readonly instrumentMs: number;
    }
  | {
      readonly type: 'stack-described';
      readonly grade: EvidenceGrade;
      readonly commerce: { readonly name: string; readonly version: string; readonly standIn: boolean };
      readonly components: readonly ComponentFact[];
      readonly images: readonly ImageFact[];
      readonly engine: JsonObject;
      readonly notProven: readonly string[];
    }
  | { readonly type: 'isolation-probed'; readonly probes: number; readonly succeeded: number; readonly failures: readonly string[] }
  | {
      readonly type: 'isolation-counted';
      /** The site's own attempts, Muster's probes not among them. */ readonly egressAttempted: number;
      readonly egressSucceeded: number;
      readonly mailCaptured: number;
      readonly httpRefused: number;
      readonly attempts: readonly string[];
    }
  | {
      readonly type: 'health-checked';
      readonly service: string;
      readonly rung: string;
      readonly holds: boolean;
      readonly cause: string;
      readonly tookMs: number;
    }
  | {
      readonly type: 'data-loaded';
      readonly orders: number;
      readonly customers: number;
      readonly rows: number;
      readonly tookMs: number;
      readonly fromSnapshot: boolean;
    }
  | {
      readonly type: 'fingerprint-taken';
      readonly moment: string;
      readonly tables: number;
      readonly rows: number;
      readonly root: string;
      readonly tookMs: number;
    }
  | { readonly type: 'reading-taken'; readonly assertion: string; readonly moment: Moment; readonly outcome: ReadingOutcome; readonly tookMs: number }
  | { readonly type: 'fault-intended'; readonly kind: string; readonly params: JsonObject }
  | {
      readonly type: 'fault-injected';
      readonly kind: string;
      /** When it began: the outage counts from the first that is not silent. */ readonly faultAt: Instant;
      readonly summary: string;
      readonly data: JsonObject;
      /** What was not caused as the drill names it. */ readonly notProven?: readonly string[];
      /** Nothing stopped or changed by it alone. */ readonly silent?: boolean;
    }
  | { readonly type: 'fault-observed'; readonly kind: string; readonly observed: boolean; readonly text: string }
  | { readonly type: 'step-started'; readonly id: string; readonly attempt: number }
  | {
      readonly type: 'step-ended';
      readonly id: string;
      readonly attempt: number;
      readonly state: StepState;
      readonly seconds: number;
      readonly waitedOnPersonSeconds: number;
      readonly text: string;
      readonly outputs: JsonObject;
      readonly instrumentMs: number;
    }
  | { readonly type: 'sabotage-intended'; readonly assertion: string; readonly what: string }
  | { readonly type: 'sabotage-undone'; readonly assertion: string; readonly tookMs: number; readonly ok: boolean }
  | { readonly type: 'proof-ended'; readonly assertion: string; readonly proof: 'caught' | 'missed' | 'not-run'; readonly text: string }
  | { readonly type: 'watcher-started'; readonly kind: string; readonly resolutionMs: number }
  | { readonly type: 'watcher-noted'; readonly kind: string; readonly text: string; readonly data: JsonObject }
  | {
      readonly type: 'watcher-ended';
      readonly kind: string;
      readonly samples: number;
      readonly findings: readonly WatcherFinding[];
      readonly summary: JsonObject;
    }
  | {
      readonly type: 'service-changed';
      readonly service: ServiceProbe;
      readonly holds: boolean;
      /** When the deciding sample began. */ readonly sampledAt: Instant;
      readonly text: string;
    }
  | { readonly type: 'incident-noted'; readonly what: 'detected' | 'declared' | 'notified'; readonly by: string; readonly text: string }
  | { readonly type: 'recovery-measured'; readonly newestRestoredRecordAt: Instant | null; readonly ordersLost: number; readonly ordersPlaced: number }
  | {
      readonly type: 'attested';
      readonly step: string;
      readonly by: string;
      readonly result: 'done' | 'failed';
      readonly comment: string;
      readonly keyId: string;
      readonly signature: string;
    }
  | { readonly type: 'interrupted'; readonly signal: string; readonly phase: Phase }
  | { readonly type: 'run-failed'; readonly code: string; readonly message: string; readonly phase: Phase }
  | { readonly type: 'warned'; readonly text: string }
  | { readonly type: 'object-removed'; readonly kind: 'container' | 'volume' | 'network'; readonly name: string }
  | { readonly type: 'data-destroyed'; readonly what: string; readonly how: string }
  | { readonly type: 'teardown-ended'; readonly removed: number; readonly leftovers: readonly string[] }
  | {
      /** The run's own outputs were searched for every protected value of its data, before they are kept. */
      readonly type: 'leak-scanned';
      readonly values: number;
      readonly files: number;
      readonly hits: number;
      /** Of the hits: what looks like one of the 18 identifiers, by its letter in 45 CFR 164.514(b)(2)(i). */
      readonly identifiers?: Readonly<Record<string, number>>;
      /** Files of which a compressed part could not be unpacked. */ readonly notUnpacked?: number;
    }
  | BackupFact
  | BaselineFact
  | {
      /** Nothing readable of this run is kept: its files hold protected values, or could not be searched for them. */
      readonly type: 'bundle-withheld';
      readonly hits: number;
      readonly searched: boolean;
    }
  | { readonly type: 'run-finished'; readonly peakMemoryMib: number };

export interface ComponentFact {
  /** core | plugin | must-use | drop-in | theme | server */
  readonly kind: string;
  readonly slug: string;
  readonly version: string;
  readonly digest: Digest | '';
}

export interface ImageFact {
  readonly service: string;
  readonly tag: string;
  readonly id: string;
}

export interface WatcherFinding {
  readonly severity: 'high' | 'medium' | 'low';
  readonly text: string;
  readonly controls: readonly string[];
  /** What the fault itself did, before the recovery answered for anything: worked on, but no reason against the run. */
  readonly ofIncident?: true;
}
