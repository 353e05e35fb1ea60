import type { TakenBackup } from './backup-fact.ts';
import type { ComponentFact, ImageFact, WatcherFinding } from './journal-fact.ts';
import type { Digest, Instant, JsonObject } from './json.ts';
import type { BackupPlan, DrillPlan } from './plan/drill.ts';
import type { EvidenceGrade, Phase, Verdict } from './reading.ts';
import type { BreachWorksheet, IncidentMoment, RtoParts, PhaseResult, Outage, StepResult, AssertionResult } from './result-parts.ts';

/** The one dataset behind every report: `result.json`, schemaVersion 1. Folded from the journal alone. */
export interface DrillResult {
  readonly schemaVersion: 1;
  readonly run: {
    readonly id: string;
    readonly startedAt: Instant;
    readonly finishedAt: Instant | null;
    readonly tool: { readonly version: string; readonly commit: string };
    readonly host: JsonObject;
    readonly state: 'finished' | 'interrupted' | 'failed' | 'unfinished';
  };
  readonly drill: { readonly id: string; readonly title: string; readonly digest: Digest; readonly risks: readonly string[] };
  readonly site: { readonly id: string; readonly title: string; readonly digest: Digest };
  readonly verdict: Verdict;
  readonly evidenceGrade: EvidenceGrade;
  /** Why it is not `pass`, most severe first; empty when it is. */
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
  readonly notProven: readonly string[];
  readonly stack: {
    readonly digest: Digest;
    readonly commerce: { readonly name: string; readonly version: string; readonly standIn: boolean } | null;
    readonly components: readonly ComponentFact[];
    readonly images: readonly ImageFact[];
    readonly engine: JsonObject;
  };
  readonly runbook: {
    readonly path: string;
    readonly title: string;
    readonly digest: Digest;
    readonly approved: { readonly by: string; readonly at: string } | null;
  };
  readonly backup: TakenBackup | null;
  /** What the mirror was loaded with; `loaded` is null when the run ended before. */
  readonly data: {
    readonly mode: DrillPlan['data']['mode'];
    /** With a production backup only. */
    readonly backup?: BackupPlan;
    readonly seed: number;
    readonly orders: number;
    readonly customers: number;
    readonly loaded: { readonly orders: number; readonly customers: number; readonly rows: number } | null;
  };
  /** Every effective value that did not come from the drill file. */
  readonly settings: DrillPlan['settings'];
  readonly objectives: { readonly rtoSeconds: number; readonly rpoSeconds: number; readonly mtdSeconds: number };
  readonly measured: {
    /** null where it could not be measured: never a made-up figure. */
    readonly rtoSeconds: number | null;
    /** What ended it: the last service that came back or, when no outage was seen, the runbook's last step; null with no RTO. */
    readonly rtoUntil: 'service-back' | 'last-step' | null;
    /** The same seconds by what explains them; null with no RTO. */
    readonly rtoParts: RtoParts | null;
    /** What the RTO may be called: below production's data volume it is the mirror's. */
    readonly rtoName: 'RTO' | 'mirror RTO';
    readonly rpoSeconds: number | null;
    readonly newestRestoredRecordAt: Instant | null;
    readonly ordersLost: number | null;
    readonly ordersPlaced: number | null;
    readonly machineSeconds: number;
    readonly humanWaitSeconds: number;
    readonly instrumentSeconds: number;
    readonly resolutionSeconds: number;
    readonly declaredRpoSeconds: number;
    readonly phases: Readonly<Partial<Record<Phase, number>>>;
    readonly services: Readonly<Record<string, { readonly downSeconds: number | null }>>;
    readonly peakMemoryMib: number | null;
  };
  readonly faults: readonly {
    readonly kind: string;
    readonly at: Instant | null;
    readonly felt: boolean;
    readonly summary: string;
    /** What was seen of its own postcondition. */ readonly observation: string;
  }[];
  /** Every phase that was started, in order. */
  readonly phases: readonly PhaseResult[];
  /** Every interval after the fault in which a service probe did not hold. */
  readonly outages: readonly Outage[];
  readonly steps: readonly StepResult[];
  readonly assertions: readonly AssertionResult[];
  readonly watchers: readonly {
    readonly kind: string;
    readonly samples: number;
    readonly resolutionSeconds: number;
    readonly findings: readonly WatcherFinding[];
    readonly summary: JsonObject;
    /** When its last look was counted; null when that is not in the journal. */
    readonly endedAt: Instant | null;
  }[];
  readonly isolation: {
    readonly egress: {
      readonly probes: number;
      /** The site's own attempts; null when they were not counted. */
      readonly attempted: number | null;
      /** Of Muster's probes and the site's attempts; null when none of the probes did and the site's were not counted. */
      readonly succeeded: number | null;
      readonly attempts: readonly string[];
    };
    readonly mail: { readonly captured: number | null };
    readonly http: { readonly refused: number | null };
  };
  readonly incident: {
    readonly detectedAt: Instant | null;
    readonly detectedBy: string | null;
    readonly declaredAt: Instant | null;
    readonly declaredBy: string | null;
    readonly notified: readonly { readonly who: string; readonly at: Instant }[];
    /** The recovery's milestones, in their order; `at` null: not reached, or not in the journal. An exercise. */
    readonly timeline?: readonly IncidentMoment[];
    /** The four factors of 45 CFR 164.402(2), as a worksheet of the exercise: nobody's assessment. */
    readonly breachWorksheet?: BreachWorksheet;
  };
  readonly findings: readonly {
    readonly id: string;
    readonly severity: 'high' | 'medium' | 'low';
    readonly text: string;
    readonly controls: readonly string[];
    readonly repeatOf: string | null;
  }[];
  readonly people: {
    readonly participants: readonly {
      readonly role: string;
      readonly name: string;
      readonly trained: string;
      /** Who took the role in this run, when it was said and is somebody else; empty: nobody, the holder was away. Absent: not said. */ readonly actual?: string;
    }[];
    /** Who ran the drill; empty when nobody was named. Absent in results before 2026-12. */
    readonly preparedBy?: string;
    /** Key persons who were said to be away. */
    readonly absent?: readonly { readonly role: string; readonly name: string; readonly deputy: string | null }[];
    /** Everybody whom people.yaml names, with the key it names, when the run began. */
    readonly roster?: readonly { readonly role: string; readonly name: string; readonly as: 'holder' | 'deputy'; readonly keyId: string | null }[];
    readonly attestations: readonly {
      readonly step: string;
      readonly by: string;
      readonly at: Instant;
      readonly result: string;
      readonly comment: string;
      readonly keyId: string;
    }[];
  };
  readonly timeline: readonly { readonly at: Instant; readonly ms: number; readonly what: string; readonly text: string }[];
  /** What a search of the run's own outputs for protected values found; null when it was not made. */
  readonly leakScan: {
    readonly values: number;
    readonly files: number;
    /** Values found, and texts that look like an identifier. */ readonly hits: number;
    /** The latter, by letter of 45 CFR 164.514(b)(2)(i). */ readonly identifiers?: Readonly<Record<string, number>>;
    readonly notUnpacked?: number;
  } | null;
  readonly teardown: {
    /** False when the journal has no end of the teardown: then nobody knows what is left over. */
    readonly known: boolean;
    readonly removed: number;
    readonly leftovers: readonly string[];
    readonly destroyed: readonly { readonly what: string; readonly at: Instant; readonly how: string }[];
  };
  readonly warnings: readonly string[];
  /** Why the run ended early; null when it did not fail. */
  readonly failure: { readonly code: string; readonly message: string; readonly phase: Phase } | null;
  readonly journal: { readonly entries: number; readonly headHash: string; readonly sealed: boolean };
}
