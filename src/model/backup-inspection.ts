import type { Instant } from './json.ts';
import type { Reading, Verdict } from './reading.ts';

export type BackupRuleGroup = 'complete' | 'fresh' | 'encrypted' | 'audit' | 'series';

/** What one rule says of a set: read as in a drill. */
export interface BackupRuleOutcome {
  readonly id: string;
  readonly group: BackupRuleGroup;
  readonly title: string;
  readonly reading: Reading;
  /** False when nothing asks for it here (no site was named, no baseline given): then it cannot hold a pass back. */
  readonly required: boolean;
  /** One sentence. Names of files, tables and kinds; never a row, a key or a value. */
  readonly text: string;
  /** The single things that are wrong. */
  readonly findings: readonly string[];
}

/** What a look at one backup set, or at a series of them, has shown. */
export interface BackupInspection {
  readonly schemaVersion: 1;
  readonly source: string;
  readonly format: string;
  readonly title: string;
  readonly deep: boolean;
  readonly asOf: Instant;
  readonly bytes: number;
  /** The newest record inside; null where none was found or it could not be read. */
  readonly newestRecordAt: Instant | null;
  /** Rows by table, named as in the set; empty for a physical backup. */
  readonly rows: Readonly<Record<string, number>>;
  readonly rules: readonly BackupRuleOutcome[];
  readonly notProven: readonly string[];
  readonly verdict: Verdict;
}

/** What a set should be; null and empty where nobody said. */
export interface BackupExpectations {
  readonly asOf: Instant;
  readonly deep: boolean;
  readonly site: BackupSite | null;
  /** Rows by table, without prefix, of an earlier set or of production. */
  readonly baseline: Readonly<Record<string, number>> | null;
}

export interface BackupSite {
  readonly tablePrefix: string;
  /** Without prefix; `filled`: a set in which it is empty is broken. */
  readonly tables: readonly { readonly table: string; readonly filled: boolean }[];
  readonly everySeconds: number;
  readonly takesSeconds: number;
  readonly accessLog: string;
  /** Of a log of the kind `sql`: its table, without prefix, and the column that numbers its rows. */
  readonly logTable?: { readonly table: string; readonly id: string };
  /** Folders of the plugins that a recovery needs. */
  readonly plugins: readonly string[];
}

/**
 * Any broken rule fails; a required rule that was not run or could not be judged leaves it open; nothing that held
 * never passes.
 */
export function inspectionVerdict(rules: readonly BackupRuleOutcome[]): Verdict {
  if (rules.some(({ reading }) => reading === 'broken')) return 'fail';
  if (rules.some(({ required, reading }) => required && reading !== 'holds')) return 'inconclusive';
  return rules.some(({ reading }) => reading === 'holds') ? 'pass' : 'inconclusive';
}

/** Many sets of one shop, oldest newest-record first, and what their intervals say. */
export interface BackupSeries {
  readonly schemaVersion: 1;
  readonly source: string;
  readonly sets: readonly BackupInspection[];
  readonly rules: readonly BackupRuleOutcome[];
  readonly verdict: Verdict;
}
