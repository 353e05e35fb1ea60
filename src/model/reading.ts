/** What one look at one assertion said. `broken` with reason `unreachable` is an outage, not a false statement. */
export type Reading = 'holds' | 'broken' | 'error' | 'not-run';

/** When it was looked at: before the fault, while it was felt, after the restore, and twice in the proof. */
export type Moment = 'before' | 'felt' | 'after' | 'sabotaged' | 'undone';

export interface ReadingOutcome {
  readonly reading: Reading;
  /** Why it is not `holds`; `unreachable` is the one reason the verdict rules know. */
  readonly reason?: 'unreachable' | 'no-sample' | 'false' | 'exception';
  /** One sentence for the report, without row contents. */
  readonly expected: string;
  readonly actual: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Names of the evidence that the reading rests on: tables, columns, event numbers; never values. */
  readonly evidence: readonly string[];
  /** What this look left open, in sentences that an auditor can read; absent where it looked at all that it speaks of. */
  readonly notProven?: readonly string[];
}

export type Proof = 'caught' | 'missed' | 'not-run';
export type Verdict = 'pass' | 'inconclusive' | 'fail';
export type EvidenceGrade = 'demo' | 'procedure' | 'production-backup';

/** How close Muster's doing of a step is to what the runbook's reader would do. */
export type Fidelity = 'as-documented' | 'equivalent' | 'not-executable-here';

export type StepState = 'succeeded' | 'failed' | 'skipped' | 'not-executed' | 'pending';

export const phases = ['prepare', 'provision', 'load', 'backup', 'baseline', 'fault', 'felt', 'restore', 'assert', 'prove', 'teardown', 'seal'] as const;
export type Phase = (typeof phases)[number];

/** The service probes whose outage is the RTO. */
export const serviceProbes = ['login', 'search', 'checkout', 'patient-order', 'phi-read', 'log-write'] as const;
export type ServiceProbe = (typeof serviceProbes)[number];

/** What a mirror can hold of the shop's own; `cache` only where the stack has one. */
export type SiteService = 'web' | 'db' | 'cache';
export type ServiceName = SiteService | 'toolbox';
