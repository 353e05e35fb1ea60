import type { CertificationState } from '../../model/certification.ts';
import type { CorrectiveAction } from '../../model/corrective.ts';
import type { ControlCatalogue } from '../../model/controls.ts';
import type { Digest, Instant } from '../../model/json.ts';
import type { LedgerEntry } from '../../model/ledger.ts';
import type { Quarter } from '../../model/quarter.ts';
import type { EvidenceGrade } from '../../model/reading.ts';
import type { DrillResult } from '../../model/result.ts';
import type { LongDocument } from '../../model/document.ts';

/** One file of the binder. */
export interface BinderFile {
  /** In the binder. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly createdAt: Instant;
}

/** One run, with its evidence. */
export interface BinderRun {
  /** Its folder in the binder. */
  readonly folder: string;
  readonly result: DrillResult;
  readonly certification: Pick<CertificationState, 'state' | 'why'>;
  readonly files: readonly BinderFile[];
}

/** A ledger of starts and ends, as far as its chain holds. */
export interface BinderLedger {
  /** Below the reports. */
  readonly path: string;
  readonly entries: readonly LedgerEntry[];
  readonly head: string | null;
  readonly problem: string | null;
}

/** The written plan of a site that was drilled. */
export interface BinderPlan {
  /** Id. */
  readonly site: string;
  /** Why there is none; empty when there is one. */
  readonly why: string;
  readonly document: LongDocument | null;
  /** Of the plan, and of the files that it was written from: a run names those that it was run against. */
  readonly digest: {
    readonly plan: Digest | null;
    readonly site: Digest | null;
    readonly drills: readonly { readonly id: string; readonly drill: Digest; readonly runbook: Digest }[];
  };
}

/** Everything that a binder is made from. No clock: the same evidence gives the same binder. */
export interface BinderInput {
  readonly quarter: Quarter;
  /** Of one site, or of all. */
  readonly title: string;
  /** Of the quarter, oldest first. */
  readonly runs: readonly BinderRun[];
  /** Of all quarters, oldest first: for trends and cadence. */
  readonly history: readonly DrillResult[];
  readonly catalogue: ControlCatalogue;
  /** One where all runs were kept together; one for each job where a CI kept them apart. */
  readonly ledgers: readonly BinderLedger[];
  /** Of each site that was drilled in the quarter. */
  readonly plans: readonly BinderPlan[];
  /** As they stood when the quarter ended. */
  readonly actions: readonly CorrectiveAction[];
  /** How long a file is kept, ISO 8601, by the entity's own rule; null: it has set none. */
  readonly retain: string | null;
  /** Folders that hold no readable run, with why. */
  readonly unreadable: readonly { readonly dir: string; readonly why: string }[];
}

/** Grades that count towards coverage, each by itself. */
export const countedGrades = ['procedure', 'production-backup'] as const satisfies readonly EvidenceGrade[];

/** The last run of each drill on each site in each grade: what the quarter ends with. */
export function lastRuns(runs: readonly BinderRun[]): readonly BinderRun[] {
  const key = ({ result }: BinderRun): string => `${result.drill.id} ${result.site.id} ${result.evidenceGrade}`;
  return [...new Map(runs.map((run) => [key(run), run])).values()];
}

/** A run as tables call it. */
export function runName({ result }: BinderRun): string {
  return `${result.drill.id} on ${result.site.id}, ${result.run.id}`;
}

/** The date of a quarter's binder: when its last run ended. */
export function binderDate(runs: readonly Pick<BinderRun, 'result'>[], { from }: Quarter): Instant {
  const last = runs.at(-1)?.result.run;
  return last?.finishedAt ?? last?.startedAt ?? from;
}
