import type { Digest, Instant, JsonObject } from './json.ts';
import type { Fidelity } from './reading.ts';

/** What a run will do, resolved: plain data, no clock, no Docker; the same definition gives the same bytes. */
export interface DrillPlan {
  readonly schemaVersion: 1;
  /** Digest of the plan's canonical JSON without this field. */
  readonly digest: Digest;
  readonly drill: { readonly id: string; readonly title: string; readonly digest: Digest; readonly risks: readonly string[] };
  readonly site: SitePlan;
  readonly runbook: RunbookPlan;
  readonly objectives: { readonly rtoSeconds: number; readonly rpoSeconds: number; readonly mtdSeconds: number };
  readonly data: { readonly mode: 'synthetic'; readonly seed: number; readonly orders: number; readonly customers: number };
  readonly commerce: CommerceChoice;
  readonly prove: boolean;
  readonly faults: readonly PlannedKind[];
  readonly incident: { readonly detectBy: string; readonly declare: string; readonly notify: readonly string[] } | null;
  readonly steps: readonly PlannedStep[];
  readonly expect: readonly PlannedKind[];
  readonly watchers: readonly PlannedKind[];
  /** Every effective value that did not come from the drill file, and where it came from. */
  readonly settings: readonly { readonly key: string; readonly value: string; readonly from: 'flag' | 'default' | 'stack' }[];
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
  readonly onFailure: 'stop' | 'continue';
  /** What a person would type, a line each; never holds a secret. */
  readonly commands: readonly string[];
  readonly fidelity: Fidelity;
  /** Why the fidelity is not `as-documented`; empty when it is. */
  readonly fidelityReason: string;
  /** Line of the heading in the runbook, from 1. */
  readonly line: number;
}

export interface SitePlan {
  readonly id: string;
  readonly title: string;
  readonly digest: Digest;
  readonly demo: boolean;
  /** Canonical address of the shop, without a trailing slash, e.g. `https://shop.clinic.example`. */
  readonly url: string;
  readonly tablePrefix: string;
  readonly orderStorage: 'hpos' | 'hpos-sync' | 'posts';
  readonly services: Readonly<Record<string, JsonObject>>;
  readonly core: { readonly version: string };
  /** In dependency order: what is needed stands before what needs it. */
  readonly plugins: readonly PlannedPlugin[];
  readonly backup: { readonly procedure: string; readonly everySeconds: number; readonly takesSeconds: number };
  readonly escrow: { readonly from: string; readonly custodian: string };
  readonly accessLog: { readonly kind: string; readonly offBox: boolean };
  readonly probes: { readonly login: JsonObject; readonly checkout: JsonObject };
  readonly phiMap: PhiMapPlan;
  readonly people: PeoplePlan;
}

export interface PlannedPlugin {
  readonly slug: string;
  /** `path` is absolute-free: relative to the site folder, or `shipped:` for Muster's own; `commerce` is resolved when the run starts. */
  readonly source: { readonly kind: 'path'; readonly path: string } | { readonly kind: 'commerce' };
  readonly tier: number;
  readonly role: string;
  readonly needs: readonly string[];
}

export interface PhiMapPlan {
  readonly id: string;
  readonly digest: Digest;
  readonly tables: readonly PhiTable[];
  readonly flows: readonly { readonly from: string; readonly to: string; readonly what: string; readonly by: string }[];
}

export interface PhiTable {
  /** Without the table prefix. */
  readonly table: string;
  readonly class: 'identical' | 'derived' | 'volatile';
  readonly tier: number;
  /** Primary key columns; empty for a volatile table. */
  readonly key: readonly string[];
  /** Whose record a row belongs to, and the column that says so; null where the map does not say. */
  readonly record: { readonly of: 'order' | 'user'; readonly column: string } | null;
  readonly columns: readonly string[];
  /** Glob patterns of meta keys whose rows are left out. */
  readonly exceptKeys: readonly string[];
  readonly protection: PhiProtection;
  readonly readBy: readonly string[];
  readonly log: string | null;
}

export type PhiProtection =
  | {
      readonly kind: 'field';
      /** Glob patterns of meta keys. */ readonly keys: readonly string[];
      /** Regular expression of a ciphertext. */ readonly pattern: string;
      readonly decrypt: string;
    }
  | { readonly kind: 'tablespace' | 'volume'; readonly attestedBy: string }
  | { readonly kind: 'none'; readonly acceptedBy: string; readonly reason: string; readonly expires: Instant };

export interface PeoplePlan {
  readonly digest: Digest;
  readonly roles: readonly { readonly id: string; readonly title: string; readonly holder: PersonPlan; readonly deputy: PersonPlan | null }[];
  readonly businessAssociates: readonly { readonly id: string; readonly name: string; readonly notifyWithinSeconds: number }[];
}

export interface PersonPlan {
  readonly name: string;
  readonly trained: string;
}
