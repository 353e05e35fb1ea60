import type { Digest, Instant } from './json.ts';
import type { TableFingerprint } from './phi-integrity.ts';

/**
 * What production was at an instant, as `muster baseline` writes it: names, counts, versions and digests keyed with the
 * entity's key. It holds no value of a patient's record; `newest` are the greatest instants over whole tables, `ids` the
 * greatest numbers given out. What could not be read is null, and `notRead` says why.
 */
export interface Baseline {
  readonly schemaVersion: 1;
  readonly kind: 'muster-baseline';
  readonly takenAt: Instant;
  readonly tool: { readonly version: string; readonly commit: string };
  /** `id` tells the entity's key apart from others; `salt` makes this file's own key of it, so the key itself never reaches the server. */
  readonly key: { readonly id: string; readonly salt: string };
  readonly site: BaselineSite;
  readonly software: BaselineSoftware;
  readonly components: readonly BaselineComponent[];
  readonly access: BaselineAccess;
  /** By the constant's name, e.g. `AUTH_KEY`: a keyed digest of the value in force. */
  readonly salts: Readonly<Record<string, { readonly from: 'wp-config' | 'options'; readonly digest: string }>>;
  readonly ids: BaselineIds;
  /** By PHI table, without prefix: the greatest instant of its date column; null for an empty table. */
  readonly newest: Readonly<Record<string, Instant | null>>;
  /** By table, without prefix: exact rows, all in one snapshot. */
  readonly rows: Readonly<Record<string, number>>;
  readonly integrity: BaselineIntegrity;
  readonly notRead: readonly { readonly what: string; readonly why: string }[];
}

export interface BaselineSite {
  /** Host and port of `siteurl` and `home`. */
  readonly urlHost: string | null;
  readonly homeHost: string | null;
  readonly tablePrefix: string;
  readonly orderStorage: 'hpos' | 'hpos-sync' | 'posts' | null;
  readonly multisite: boolean;
}

export interface BaselineSoftware {
  readonly wordpress: string | null;
  /** Option `db_version`: what WordPress' tables were made for. */
  readonly wordpressDatabase: string | null;
  readonly woocommerce: string | null;
  readonly php: { readonly version: string; readonly extensions: readonly string[] | null } | null;
  readonly webServer: { readonly server: string; readonly version: string | null } | null;
  readonly database: {
    readonly server: 'mariadb' | 'mysql';
    readonly version: string;
    readonly sqlMode: readonly string[];
    readonly characterSet: string;
    readonly collation: string;
    /** Tables by collation. */
    readonly tableCollations: Readonly<Record<string, number>>;
  };
  /** The drop-in `object-cache.php` is there. */
  readonly objectCache: boolean | null;
  /** The drop-in `advanced-cache.php` is there. A cache in front of PHP is not seen. */
  readonly pageCache: boolean | null;
}

export interface BaselineComponent {
  readonly kind: 'plugin' | 'must-use' | 'drop-in' | 'theme';
  /** Folder's name, or the file's: a drop-in's and a must-use plugin's with `.php`, as in `stack.yaml`, a plugin's without. */
  readonly slug: string;
  readonly version: string | null;
  /** Of the folder's files, as in `stack.lock.yaml`; null when the files were not read. */
  readonly digest: Digest | null;
  readonly active: boolean;
}

export type Capabilities = Readonly<Record<string, boolean>>;

export interface BaselineAccess {
  readonly roles: Readonly<Record<string, Capabilities>>;
  /** Users who hold the same grants, together. */
  readonly holders: readonly {
    readonly grants: Capabilities;
    readonly users: number;
    /** Keyed digest over the users' ids in order. */
    readonly digest: string;
    /** Keyed digest of each id, sorted; null for large groups such as customers. */
    readonly members: readonly string[] | null;
  }[];
}

/** Decimal, as numbers may be larger than JavaScript's; null where the table is missing. */
export interface BaselineIds {
  readonly nextPost: string | null;
  readonly nextUser: string | null;
  readonly greatestOrder: string | null;
  readonly greatestCustomer: string | null;
}

export interface BaselineIntegrity {
  readonly phiMap: { readonly id: string; readonly digest: Digest };
  readonly tables: readonly TableFingerprint[];
  readonly root: string;
  /** The file beside the baseline by which a drill tells which rows differ; null for one made `--like` another. */
  readonly reference: BaselineReference | null;
}

export interface BaselineReference {
  /** Its name; it lies beside the baseline. */
  readonly file: string;
  readonly digest: Digest;
  readonly bytes: number;
  /** With every row's digest, so that counts of differing rows are exact; else chunks' only, and counts are bounds. */
  readonly rowDigests: boolean;
}

/** One thing in which two baselines differ, in words that hold no PHI. */
export interface BaselineDifference {
  readonly subject: DifferenceSubject;
  /** Which table, role, plugin, …; empty where there is one only. */
  readonly name: string;
  readonly change: 'missing' | 'added' | 'changed' | 'not-comparable';
  readonly was: string;
  readonly now: string;
}

export type DifferenceSubject =
  | 'phi-table'
  | 'rows'
  | 'role'
  | 'holders'
  | 'plugin'
  | 'must-use'
  | 'drop-in'
  | 'theme'
  | 'salt'
  | 'id'
  | 'newest'
  | 'url'
  | 'table-prefix'
  | 'order-storage'
  | 'wordpress'
  | 'woocommerce'
  | 'php'
  | 'php-extension'
  | 'web-server'
  | 'database-server'
  | 'sql-mode'
  | 'collation'
  | 'object-cache'
  | 'page-cache'
  | 'multisite';
