import type { Digest, Instant, JsonObject } from '../json.ts';
import type { Fidelity } from '../reading.ts';
import type { SitePlan } from './site.ts';

/** What a run will do, resolved: plain data, no clock, no Docker; the same definition gives the same bytes. */
export interface DrillPlan {
  readonly schemaVersion: 1;
  /** Digest of the plan's canonical JSON without this field. */
  readonly digest: Digest;
  readonly drill: { readonly id: string; readonly title: string; readonly digest: Digest; readonly risks: readonly string[] };
  readonly site: SitePlan;
  readonly runbook: RunbookPlan;
  readonly objectives: { readonly rtoSeconds: number; readonly rpoSeconds: number; readonly mtdSeconds: number };
  readonly data: DataPlan;
  readonly commerce: CommerceChoice;
  /** Which WooCommerce stands for `commerce`; empty: the newest that this WordPress runs. */
  readonly commerceVersion: string;
  readonly prove: boolean;
  readonly faults: readonly PlannedKind[];
  readonly incident: { readonly detectBy: string; readonly declare: string; readonly notify: readonly string[] } | null;
  readonly steps: readonly PlannedStep[];
  readonly expect: readonly PlannedKind[];
  readonly watchers: readonly PlannedKind[];
  /** Every effective value that did not come from the drill file, and where it came from. */
  readonly settings: readonly { readonly key: string; readonly value: string; readonly from: 'flag' | 'default' | 'stack' }[];
}

export interface DataPlan {
  readonly mode: 'synthetic' | 'production-backup';
  /** Of synthetic data; 0 with a production backup, as `orders` and `customers`. */
  readonly seed: number;
  readonly orders: number;
  readonly customers: number;
  /** What the mirror is made from; with `production-backup` only. */
  readonly backup?: BackupPlan;
}

export interface BackupPlan {
  /** As the user named it, without credentials. */
  readonly where: string;
  /** From when the loss of records counts; null: from the run's start. */
  readonly asOf: Instant | null;
  /** File name of the baseline that the restored data are compared with; null without one. */
  readonly baseline: string | null;
}

export type CommerceChoice = 'auto' | 'woocommerce' | 'order-desk';

/** One fault, assertion or watcher with its checked parameters. */
export interface PlannedKind {
  readonly kind: string;
  readonly title: string;
  readonly params: JsonObject;
  readonly controls: readonly string[];
  /** Requirement rows (R1-R27) that an assertion speaks to; empty for the others. */
  readonly requirements: readonly string[];
}

export interface RunbookPlan {
  readonly id: string;
  readonly title: string;
  /** Relative to the drills folder. */
  readonly path: string;
  readonly digest: Digest;
  readonly approved: { readonly by: string; readonly at: string } | null;
}

export interface PlannedStep {
  readonly id: string;
  readonly heading: string;
  /** The kind's name; `manual` for a step without a block. */
  readonly kind: string;
  readonly params: JsonObject;
  readonly who: string;
  readonly timeoutSeconds: number;
  /** What the runbook's author expects; the timeout where nothing is said. */
  readonly plannedSeconds: number;
  readonly attempts: number;
  readonly retryDelaySeconds: number;
  /** Tries for so long instead of a number of times; null where `attempts` counts. */
  readonly retryWithinSeconds: number | null;
  readonly onFailure: 'stop' | 'continue';
  /** Ids of the steps that it waits for; null: all that stand above it. */
  readonly needs: readonly string[] | null;
  /** `${steps.ID.outputs.NAME}`: skipped when that step gave nothing there (0, false, an empty text or list). */
  readonly when?: string;
  /** What a person would type, a line each; never holds a secret. */
  readonly commands: readonly string[];
  readonly fidelity: Fidelity;
  /** Why the fidelity is not `as-documented`; empty when it is. */
  readonly fidelityReason: string;
  /** Line of the heading in the runbook, from 1. */
  readonly line: number;
}
