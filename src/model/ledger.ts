import type { Digest, Instant } from './json.ts';
import type { EvidenceGrade, Verdict } from './reading.ts';

/** A line of the ledger: every start of every drill, and how it ended. A start without an end is an attempt that died. */
export type LedgerEntry = LedgerStart | LedgerEnd;

interface LedgerPlace {
  readonly schemaVersion: 1;
  /** From 0. */
  readonly seq: number;
  /** SHA-256 of the line before; of the first, 64 zeros. */
  readonly prev: string;
  readonly at: Instant;
  readonly runId: string;
  readonly drill: string;
  readonly site: string;
}

/** Written before the mirror exists. */
export interface LedgerStart extends LedgerPlace {
  readonly type: 'started';
  readonly plan: Digest;
  readonly preparedBy: string;
}

/** Written after the seal. */
export interface LedgerEnd extends LedgerPlace {
  readonly type: 'ended';
  readonly verdict: Verdict;
  readonly grade: EvidenceGrade;
  readonly state: string;
  readonly journalHead: string;
  /** SHA-256 of manifest.json; null when the run could not be sealed. */
  readonly manifest: Digest | null;
  /** Who signed the seal; null: nobody. */
  readonly keyId: string | null;
  readonly withheld: boolean;
  /** Ids of its findings, for the next run to say which are repeated. */
  readonly findings: readonly string[];
}

/** One drill's attempt, from both of its lines. */
export interface LedgerRun {
  readonly start: LedgerStart;
  /** null: it never ended, or is still running. */
  readonly end: LedgerEnd | null;
}

/** Every start in the ledger's order, each with its end. An end without a start is none. */
export function ledgerRuns(entries: readonly LedgerEntry[]): readonly LedgerRun[] {
  const ends = new Map(entries.flatMap((entry) => (entry.type === 'ended' ? [[entry.runId, entry] as const] : [])));
  return entries.flatMap((entry) => (entry.type === 'started' ? [{ start: entry, end: ends.get(entry.runId) ?? null }] : []));
}

/** The newest sealed run of the same drill and site before `runId`, and what was started between and never sealed. */
export function predecessorIn(
  entries: readonly LedgerEntry[],
  run: { readonly runId: string; readonly drill: string; readonly site: string },
): { readonly end: LedgerEnd | null; readonly attempts: readonly string[] } {
  const all = ledgerRuns(entries).filter(({ start }) => start.drill === run.drill && start.site === run.site);
  const own = all.findIndex(({ start }) => start.runId === run.runId);
  const before = own === -1 ? all : all.slice(0, own);
  const at = before.findLastIndex(({ end }) => (end?.manifest ?? null) !== null);
  return { end: before[at]?.end ?? null, attempts: before.slice(at + 1).map(({ start }) => start.runId) };
}
