import type { AccessLog } from '../model/access-log.ts';
import type { Catalog } from '../model/kind.ts';
import type { Digest } from '../model/json.ts';
import type { FactOf, RecordFact } from '../model/journal.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import type { Ask } from './manual.ts';
import type { PhiIntegrity } from '../model/phi-integrity.ts';
import type { Backups } from '../model/ports/backups.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Mirror } from '../model/ports/mirror.ts';
import type { CanaryLedger, Shop } from '../model/ports/shop.ts';

/** What a raised mirror gives to the drill. */
export interface StageParts {
  readonly mirror: Mirror;
  readonly shop: Shop;
  readonly phi: PhiIntegrity;
  readonly backups: Backups;
  readonly ledger: CanaryLedger;
  readonly accessLog: AccessLog;
}

/**
 * The mirror's life, from nothing to nothing. Each part announces what it does through the journal. `lower` works in
 * every state, on its own deadline, never throws, and a second call does nothing.
 */
export interface Stage {
  /** Engine, images, artifacts, snapshot. */
  prepare(signal: AbortSignal): Promise<void>;
  /** Containers, isolation proof, health. @throws {DrillError} MIRROR_LEAKS, MIRROR_UNHEALTHY */
  provision(signal: AbortSignal): Promise<void>;
  /** Accounts and data in place. */
  load(signal: AbortSignal): Promise<StageParts>;
  /** Resolves when the engine or the mirror's lease is gone although nobody lowered it; never otherwise. */
  readonly lost: Promise<void>;
  /**
   * Why what the mirror does says nothing of the shop: engine or lease are gone, or the engine's disk is full; null when
   * nothing is wrong. An engine that hangs is waited for until it is given up. Never throws.
   */
  trouble(): Promise<'ENGINE_LOST' | 'HOST_FULL' | null>;
  /** Tries every way out once more and records it: the restore made new containers. */
  proveIsolation(): Promise<void>;
  /** What the site itself tried to reach; call it before `lower`. */
  countAttempts(signal: AbortSignal): Promise<Omit<FactOf<'isolation-counted'>, 'type'>>;
  lower(): Promise<{
    readonly removed: readonly { readonly kind: 'container' | 'volume' | 'network'; readonly name: string }[];
    readonly leftovers: readonly string[];
    readonly destroyed: readonly { readonly what: string; readonly how: string }[];
    /** The engine did not answer any more. */
    readonly lost?: boolean;
  }>;
}

/** What a search of the run's own files found. */
export interface LeakSearch {
  readonly values: number;
  readonly files: number;
  readonly hits: number;
  /** Of the hits: texts that look like one of the 18 identifiers of 45 CFR 164.514(b)(2)(i), by its letter. */
  readonly identifiers?: Readonly<Record<string, number>>;
  /** Files of which a compressed part could not be unpacked. */
  readonly notUnpacked?: number;
  /** Protected values were found, or real PHI was in the mirror and could not be looked for: nothing readable may be kept. */
  readonly withhold: boolean;
}

/** The effects of a run. */
export interface RunPorts {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly record: RecordFact;
  readonly stage: Stage;
  /** Renders what would be written of the run so far and looks for protected values in it, however encoded. Never throws. */
  readonly scanForLeaks: () => Promise<LeakSearch>;
  /** Asks for a manual step at the terminal; null where nobody sits at one. */
  readonly ask: Ask | null;
  /** How long what is under way may take to end once the run was interrupted or lost; 15,000 ms when left out. */
  readonly graceMs?: number;
  /** Highest resident memory of this process so far, MiB. */
  readonly peakMemoryMib: () => number;
}

export interface RunRequest {
  readonly runId: string;
  readonly plan: DrillPlan;
  readonly tool: { readonly version: string; readonly commit: string };
  readonly host: FactOf<'run-started'>['host'];
  /** Who takes part; nothing when nothing was said. */
  readonly people?: Omit<FactOf<'people-recorded'>, 'type'>;
  /** The last sealed run of this drill; nothing without a ledger. */
  readonly predecessor?: Omit<FactOf<'predecessor-noted'>, 'type'>;
  /** The control catalogue that its findings are read against. */
  readonly controls?: { readonly id: string; readonly digest: Digest };
}
