import type { ReadingOutcome } from '../model/reading.ts';

type Said = Pick<ReadingOutcome, 'expected' | 'actual'> & Partial<Pick<ReadingOutcome, 'counts' | 'evidence' | 'notProven'>>;

/** The statement is true. */
const holds = (said: Said): ReadingOutcome => ({ reading: 'holds', counts: {}, evidence: [], ...said });

/** The statement is false; `unreachable` when it could not be looked at because the shop is down. */
export const broken = (said: Said, reason: 'false' | 'unreachable' = 'false'): ReadingOutcome => ({
  reading: 'broken',
  reason,
  counts: {},
  evidence: [],
  ...said,
});

/** Nothing was there to look at. */
export const noSample = (said: Said): ReadingOutcome => ({ reading: 'not-run', reason: 'no-sample', counts: {}, evidence: [], ...said });

/** `holds` when `ok`, else `broken`. */
export const judged = (ok: boolean, said: Said): ReadingOutcome => (ok ? holds(said) : broken(said));
