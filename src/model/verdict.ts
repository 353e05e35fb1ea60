import { errorTable, exitCodes } from './errors.ts';
import type { ExitCode } from './errors.ts';
import type { Proof, Reading, Verdict } from './reading.ts';
import type { DrillResult } from './result.ts';

export interface AssertionReadings {
  readonly before: Reading;
  readonly felt: Reading;
  /** Why `felt` does not hold; null when nothing is said. */
  readonly feltReason: string | null;
  readonly after: Reading;
  readonly proof: Proof;
}

/** A verdict on a mirror that is another shop than production in what the assertion rests on: no longer `pass`. */
export function cappedVerdict(own: ReturnType<typeof assertionVerdict>, cap: string | undefined): ReturnType<typeof assertionVerdict> {
  return cap === undefined || own.verdict !== 'pass'
    ? own
    : { verdict: 'inconclusive', reason: `${own.reason} But the mirror is not production's shop: ${cap}` };
}

/**
 * The verdict of one assertion: the first rule that fits, as the design orders them. Only two ways lead to `pass`,
 * and both need `before` and `after` to hold and the check to have been seen false for a reason of its own.
 */
export function assertionVerdict(readings: AssertionReadings): { readonly verdict: Verdict; readonly reason: string } {
  const { before, felt, feltReason, after, proof } = readings;
  if (before !== 'holds') return { verdict: 'inconclusive', reason: `Before the failure ${readingWords[before]}, so a restore cannot be judged by it.` };
  if (after === 'broken') return { verdict: 'fail', reason: 'It was true before the failure and false after the restore.' };
  if (after !== 'holds') return { verdict: 'inconclusive', reason: `It could not be read after the restore: ${readingWords[after]}.` };
  if (proof === 'missed')
    return { verdict: 'inconclusive', reason: 'Its proof failed: the damage done on purpose was not noticed, so its "true" means nothing.' };
  if (proof === 'caught') return { verdict: 'pass', reason: 'True before the failure and after the restore, and it noticed the damage done on purpose.' };
  if (felt === 'broken' && feltReason !== null && feltReason !== 'unreachable') {
    return { verdict: 'pass', reason: 'True before the failure and after the restore, and it noticed the failure itself.' };
  }
  return { verdict: 'inconclusive', reason: 'True before and after, but nothing showed that this check can fail.' };
}

const readingWords: Readonly<Record<Reading, string>> = {
  holds: 'it held',
  broken: 'it was false',
  error: 'the check itself broke down',
  'not-run': 'it was not looked at',
};

/** Every reason for which a run is not `pass`, most severe first; the codes are stable. */
export const reasonCodes = {
  'assertion-failed': 'fail',
  'service-still-down': 'fail',
  'step-failed': 'fail',
  'rto-exceeded': 'fail',
  'rpo-exceeded': 'fail',
  'watcher-finding': 'fail',
  'leak-found': 'fail',
  'source-differs': 'fail',
  'bundle-withheld': 'inconclusive',
  'backup-changed': 'inconclusive',
  'backup-not-rechecked': 'inconclusive',
  'source-unclear': 'inconclusive',
  interrupted: 'inconclusive',
  'run-failed': 'inconclusive',
  'run-unfinished': 'inconclusive',
  'clock-jumped': 'inconclusive',
  'nothing-run': 'inconclusive',
  'mirror-leaks': 'inconclusive',
  'isolation-not-probed': 'inconclusive',
  'isolation-not-counted': 'inconclusive',
  'fault-not-injected': 'inconclusive',
  'fault-not-felt': 'inconclusive',
  'assertion-inconclusive': 'inconclusive',
  'step-pending': 'inconclusive',
  'step-failed-continued': 'inconclusive',
  'step-not-executed': 'inconclusive',
  'rto-not-measured': 'inconclusive',
  'no-outage-seen': 'inconclusive',
  'rpo-not-measured': 'inconclusive',
  'watcher-lost': 'inconclusive',
  'teardown-missing': 'inconclusive',
  leftovers: 'inconclusive',
} as const satisfies Readonly<Record<string, Exclude<Verdict, 'pass'>>>;

export type ReasonCode = keyof typeof reasonCodes;
export interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
}

/**
 * The run's verdict is the worst of its reasons; `pass` only without any. The reasons come back most severe first,
 * in the table's order. A run that proves nothing has a reason (`nothing-run`), so it cannot pass.
 */
export function runVerdict(reasons: readonly Reason[]): { readonly verdict: Verdict; readonly reasons: readonly Reason[] } {
  const order = Object.keys(reasonCodes);
  const sorted = reasons.toSorted((left, right) => order.indexOf(left.code) - order.indexOf(right.code));
  return { verdict: worst(sorted.map((reason) => reasonCodes[reason.code])), reasons: sorted };
}

/** The worst verdict of a list (`pass < inconclusive < fail`); `pass` of none. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
}

/**
 * The exit code that a result leads to: an interrupted run is 130 whatever it had shown before; one that ended because
 * something it needs is not there, or by our own bug, says so, unless the drill had failed already.
 */
export function exitCodeOf(result: DrillResult): ExitCode {
  if (result.run.state === 'interrupted') return exitCodes.interrupted;
  const code = Object.entries(errorTable).find(([name]) => name === result.failure?.code)?.[1].exit;
  if (result.verdict !== 'fail' && (code === exitCodes.unavailable || code === exitCodes.bug)) return code;
  return exitCodes[result.verdict];
}
