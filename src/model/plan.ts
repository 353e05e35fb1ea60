import type { AccessLogKind, ReadPath } from './access-log.ts';
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

/** Where a key in escrow is: a file, the name of an environment variable, or a command that prints it. */
export type EscrowPlace = { readonly file: string } | { readonly env: string } | { readonly command: readonly string[] } | { readonly manual: true };

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
  /** `debian`, or the version that one of the sources must give; the first source that has it counts. */
  readonly core: { readonly version: string; readonly sources: readonly ComponentSource[] };
  /** In dependency order: what is needed stands before what needs it. */
  readonly plugins: readonly PlannedPlugin[];
  /** What WordPress loads beside its plugins. */
  readonly extras: readonly PlannedExtra[];
  /** What `muster lock` resolved; null when the site has no lock. */
  readonly lock: readonly LockedComponent[] | null;
  /** `leavesOut`: paths of the web root that the procedure does not back up; absent when it says so of none. */
  readonly backup: { readonly procedure: string; readonly everySeconds: number; readonly takesSeconds: number; readonly leavesOut?: readonly string[] };
  /** `places`: where a run on a production backup takes each key; a synthetic mirror makes its own. */
  readonly escrow: { readonly from: string; readonly custodian: string; readonly places?: Readonly<Record<string, EscrowPlace>> };
  /** The break-glass account and the role that it has in the shop; absent where the site has none. Its password lies in escrow. */
  readonly emergency?: { readonly login: string; readonly role: string };
  readonly accessLog: AccessLogPlan;
  /** Gaps that the site declares as known in production, each with an owner and an end. */
  readonly knownGaps: readonly KnownGap[];
  readonly probes: { readonly login: JsonObject; readonly checkout: JsonObject; readonly discovery?: JsonObject };
  readonly phiMap: PhiMapPlan;
  readonly people: PeoplePlan;
}

export interface AccessLogPlan {
  readonly kind: AccessLogKind;
  /** Slug of the plugin that writes it. */
  readonly writtenBy: string;
  readonly offBox: boolean;
  /** Of the kind `sql` only. */
  readonly table: AccessLogTable | null;
}

/** Any log that is one numbered table: where a read's event lies in it. Identifiers are checked; values are bound. */
export interface AccessLogTable {
  /** Without the table prefix. */
  readonly table: string;
  readonly id: string;
  readonly user: string;
  /** The order's number, after a text such as `order:` where there is one. */
  readonly object: { readonly column: string; readonly prefix: string };
  readonly time: { readonly column: string; readonly as: 'datetime-utc' | 'unix-seconds' };
  readonly requestId: string | null;
  /** What further columns of a read's event hold: any of the values. */
  readonly where: Readonly<Record<string, readonly (string | number)[]>>;
  readonly covers: readonly ReadPath[];
  /** The file of its off-box copy, in the folder of such copies. */
  readonly offBox?: string;
}

/** Reads on these paths leave no event in production either; the owner has accepted that until the day named. */
export interface KnownGap {
  readonly gap: 'unlogged-reads';
  readonly paths: readonly ReadPath[];
  /** A role of people.yaml. */
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it holds, `2027-03-31`. */
  readonly expires: string;
}

export interface PlannedPlugin {
  readonly slug: string;
  /** In order: the first that has it counts. Resolved when the run starts. */
  readonly sources: readonly ComponentSource[];
  readonly tier: number;
  readonly role: string;
  readonly needs: readonly string[];
  /** Of other releases of it, for drills in which software and database do not fit; absent where the site names none. */
  readonly releases?: readonly ComponentSource[];
}

/** Where a component's files come from. */
export type ComponentSource =
  | { readonly kind: 'commerce' | 'backup' }
  | { readonly kind: 'path'; /** Relative to the site's folder. */ readonly path: string }
  | { readonly kind: 'artifact'; readonly name: string; /** Empty: the newest that this WordPress runs. */ readonly version: string }
  | { readonly kind: 'url'; readonly url: string; /** Of the archive, hex. */ readonly sha256: string };

export interface PlannedExtra {
  readonly kind: 'must-use' | 'drop-in' | 'theme';
  /** The name of its folder, or of its file with `.php`. */
  readonly slug: string;
  readonly sources: readonly ComponentSource[];
  /** The theme that the shop uses; false for all others. */
  readonly active: boolean;
}

export interface LockedComponent {
  readonly kind: string;
  readonly slug: string;
  readonly version: string;
  /** Empty where the lock has none. */
  readonly digest: string;
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
  readonly record: { readonly of: 'order' | 'user' | 'order-item' | 'comment'; readonly column: string } | null;
  readonly columns: readonly string[];
  /** Glob patterns of meta keys whose rows are left out. */
  readonly exceptKeys: readonly string[];
  /** Columns that are knowingly left out: volatile, or no PHI. */
  readonly exceptColumns?: readonly string[];
  /** Made only when a feature is on: its absence is no error. */
  readonly optional?: boolean;
  readonly protection: PhiProtection;
  readonly readBy: readonly string[];
  readonly log: string | null;
}

export type PhiProtection =
  | {
      readonly kind: 'field';
      /** Glob patterns of meta keys. */ readonly keys: readonly string[];
      /** Regular expression of a ciphertext. */ readonly pattern: string;
      /** Slug of the plugin that encrypts. */ readonly decrypt: string;
      /** The plugin's PHP function (value, record, field) that decrypts; absent for phi-vault, which Muster knows. */ readonly call?: string;
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
  /** Id of the public key that this person signs with; absent when people.yaml names none. */
  readonly keyId?: string;
}
