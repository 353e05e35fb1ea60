import type { Instant } from './json.ts';
import type { AccessLogPlan, KnownGap } from './plan/access-log.ts';
import type { SitePlan } from './plan/site.ts';

/** The ways on which a record is read, in the words of a definition. */
export const readPaths = ['rest-single', 'rest-list', 'my-account', 'admin-edit', 'admin-list', 'store-api', 'export'] as const;
export type ReadPath = (typeof readPaths)[number];

/** The access logs that Muster reads; `sql` is any other table, told by the site. */
export const accessLogKinds = ['phi-access-log', 'wp-activity-log', 'simple-history', 'stream', 'sql'] as const;
export type AccessLogKind = (typeof accessLogKinds)[number];

/** Slug of the plugin that writes each kind; null where the site says it (`written-by`). */
export const accessLogPlugins: Readonly<Record<AccessLogKind, string | null>> = {
  'phi-access-log': 'phi-access-log',
  'wp-activity-log': 'wp-security-audit-log',
  'simple-history': 'simple-history',
  stream: 'stream',
  sql: null,
};

/** How an access log is cut to hide what was read. */
export const logCuts = ['truncate', 'renumber'] as const;
export type LogCut = (typeof logCuts)[number];

/** The folder of the off-box copies; in production a mount of another machine. */
const offBoxFolder = '/var/log/phi-offbox';

/** The file that holds the log's off-box copy, one JSON line per row; null where Muster can read none. */
export function offBoxFileOf({ offBox, table }: AccessLogPlan): string | null {
  const name = offBox ? 'access.ndjson' : (table?.offBox ?? null);
  return name === null ? null : `${offBoxFolder}/${name}`;
}

/** One record that one answer laid open. */
export interface ServedRead {
  readonly requestId: string;
  /** 0 for nobody. */
  readonly userId: number;
  readonly orderId: number;
  readonly path: ReadPath;
  /** When the request was sent and when its answer was there. */
  readonly from: Instant;
  readonly to: Instant;
}

/** The end of a log at one moment. */
export interface LogHead {
  readonly rows: number;
  /** 0 for an empty log. */
  readonly newestId: number;
  /** Hash of the newest row where rows are chained; empty otherwise. */
  readonly seal: string;
  /** Numbers that are missing between the first row and the last. */
  readonly gaps: number;
}

/** The highest numbers of orders and accounts that a log names; 0 for none. Numbers that somebody merely asked for do not count. */
export interface NamedIds {
  readonly orders: bigint;
  readonly users: bigint;
}

/** What one look along a whole log found. */
export interface Continuity extends LogHead {
  /** Rows whose hash or link is wrong; null where rows are not chained, so that none can be. */
  readonly brokenLinks: number | null;
  /** The log still holds every row that it held at `since`. */
  readonly kept: boolean;
}

/** The copy of the log that the shop writes to another machine. */
export interface OffBoxLog {
  readonly named: string;
  /** Lines of the copy, and rows of it that the table lacks. */
  compare(): Promise<{ readonly lines: number; readonly missing: number; readonly headKept: boolean }>;
  highestIds(): Promise<NamedIds>;
  /** True when the copy holds a line of this request. */
  holds(requestId: string): Promise<boolean>;
  /** Puts the rows that the table lacks into it, as they were; returns how many. @throws {DrillError} STEP_FAILED */
  importRows(): Promise<number>;
  /**
   * Makes the table anew from the copy: what the copy holds in one chain as it was, then every other event of it as a new
   * row. The copy as it was is kept beside. For a log that was cut or changed; the shop must be closed.
   * @throws {DrillError} STEP_FAILED
   */
  rebuild(): Promise<{
    /** In the table now. */ readonly rows: number;
    /** More than before. */ readonly brought: number;
    /** Events that got a new number. */ readonly renumbered: number;
  }>;
  /** Puts the copy aside, so that `undo` gives back its exact bytes. */
  keep(): Promise<{ undo(): Promise<void> }>;
}

/**
 * The site's log of who read what, whatever plugin writes it: everything that assertions, watchers and steps know of it.
 * Every method throws DrillError UNREACHABLE or DATABASE_ERROR when the database is gone or lacks the table.
 */
export interface AccessLog {
  readonly kind: AccessLogKind;
  /** What evidence calls it, e.g. `table phi_access_log`. */
  readonly named: string;
  /** Read paths on which the log is known to record a read of an order. */
  readonly covers: readonly ReadPath[];
  /** Slug of the plugin that writes it. */
  readonly plugin: string;
  /** Every table it consists of, without prefix. */
  readonly tables: readonly string[];
  /** How far apart two reads of one order by one user must be, so that their events cannot be taken for each other. */
  readonly resolutionMs: number;
  /** Null where the site has no copy that Muster can read. */
  readonly offBox: OffBoxLog | null;
  /**
   * For each read, whether the log holds an event of that user and order: of that request where the log knows requests,
   * otherwise within the read's time (a log of whole seconds: within its first second), each event standing for one
   * read only.
   */
  find(reads: readonly ServedRead[]): Promise<readonly boolean[]>;
  highestIds(): Promise<NamedIds>;
  head(): Promise<LogHead>;
  /** Looks along the whole log. Does not know reads that never reached it. */
  continuity(since: LogHead): Promise<Continuity>;
  /** Deletes one row from the middle: for a sabotage, on copies of the tables. */
  forgetOne(): Promise<void>;
  /**
   * Cuts a quarter of the rows out, as somebody with the database's password does who hides what was read, so that the
   * table looks whole: the newest (`truncate`), or some of the middle with the later ones renumbered. Not in the off-box copy.
   * @throws {DrillError} COMMAND_FAILED where there are too few rows
   */
  cut(how: LogCut): Promise<{ readonly cut: number; readonly rows: number }>;
}

/** The waiver under which reads on `path` may go unlogged on `day` (`2026-11-23`); null where there is none, or it has expired. */
function waiverFor(site: Pick<SitePlan, 'knownGaps'>, path: ReadPath, day: string): KnownGap | null {
  return site.knownGaps.find((gap) => gap.gap === 'unlogged-reads' && gap.paths.includes(path) && gap.expires >= day) ?? null;
}

/** Reads that are missing from the log, parted by whether the site has declared that gap as known in production. */
export interface Unlogged {
  /** Nobody waived these. */
  readonly missing: readonly ServedRead[];
  /** On paths that the log does not cover and that a valid waiver names. */
  readonly waived: readonly { readonly read: ServedRead; readonly gap: KnownGap }[];
}

/** Looks every read up. A path that the log covers can not be waived: there a missing event is a failure. */
export async function findUnlogged(log: AccessLog, site: Pick<SitePlan, 'knownGaps'>, reads: readonly ServedRead[], now: Instant): Promise<Unlogged> {
  const logged = await log.find(reads);
  const missing: ServedRead[] = [];
  const waived: { read: ServedRead; gap: KnownGap }[] = [];
  for (const read of reads.filter((_, index) => logged[index] !== true)) {
    const gap = log.covers.includes(read.path) ? null : waiverFor(site, read.path, now.slice(0, 10));
    if (gap === null) missing.push(read);
    else waived.push({ read, gap });
  }
  return { missing, waived };
}
