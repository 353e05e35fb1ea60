import type { AccessLog } from '../access-log.ts';
import type { RecordFact } from '../journal.ts';
import type { PhiIntegrity } from '../phi-integrity.ts';
import type { DrillPlan } from '../plan/drill.ts';
import type { Backups } from './backups.ts';
import type { Clock } from './clock.ts';
import type { Mirror } from './mirror.ts';
import type { CanaryLedger, Shop } from './shop.ts';

/** When a step was under way, on the clock's monotonic side; `endedMs` is null until its last attempt so far ended. */
export interface StepTime {
  readonly startedMs: number;
  readonly endedMs: number | null;
}

/** Where the run stands, on the clock's monotonic side; null until it comes. */
export interface Timeline {
  /** The first fault began. */
  readonly faultMs: number | null;
  /**
   * From here on what happens is the restore's own doing: the first step began or, if that is one that closes the shop,
   * it ended. Between the fault and this lies what the incident itself exposed.
   */
  readonly containedMs: number | null;
  /** By id; steps that did not begin are not in it. */
  readonly steps: ReadonlyMap<string, StepTime>;
}

/** What every fault, step, assertion and watcher is given. */
export interface RunContext {
  readonly plan: DrillPlan;
  readonly mirror: Mirror;
  readonly shop: Shop;
  readonly phi: PhiIntegrity;
  readonly backups: Backups;
  readonly ledger: CanaryLedger;
  readonly accessLog: AccessLog;
  readonly clock: Clock;
  readonly record: RecordFact;
  readonly timeline: Timeline;
  readonly signal: AbortSignal;
}
