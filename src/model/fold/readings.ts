import { eventsOf, lastOf } from '../facts.ts';
import type { EventOf } from '../facts.ts';
import type { JournalEvent } from '../journal.ts';
import type { DrillPlan, PlannedKind } from '../plan/drill.ts';
import type { Moment, Proof, Reading } from '../reading.ts';
import type { DrillResult } from '../result.ts';
import type { AssertionResult } from '../result-parts.ts';
import { sourceCaps } from './source.ts';
import { assertionVerdict, cappedVerdict } from '../verdict.ts';

type Taken = EventOf<'reading-taken'>;

const badness: readonly Reading[] = ['holds', 'not-run', 'error', 'broken'];

/** The worst reading of a moment (a later good look never covers a bad one); `undefined` without any. */
function worstAt(taken: readonly Taken[], moment: Moment): Taken | undefined {
  return taken
    .filter((reading) => reading.moment === moment)
    .toSorted((left, right) => badness.indexOf(right.outcome.reading) - badness.indexOf(left.outcome.reading))[0];
}

/** Said with what was found at another moment than after the restore. */
const momentWords: Readonly<Partial<Record<Moment, string>>> = { before: 'before the failure: ', felt: 'during the failure: ' };

/** One result per expected assertion, in the drill's order. */
export function foldAssertions(events: readonly JournalEvent[], plan: DrillPlan): readonly AssertionResult[] {
  const caps = sourceCaps(events);
  return plan.expect.map((planned) => foldAssertion(events, planned, caps.get(planned.kind)));
}

function foldAssertion(events: readonly JournalEvent[], planned: PlannedKind, cap: string | undefined): AssertionResult {
  const taken = eventsOf(events, 'reading-taken').filter((event) => event.assertion === planned.kind);
  const at = (moment: Moment): Reading => worstAt(taken, moment)?.outcome.reading ?? 'not-run';
  const felt = taken.findLast((reading) => reading.moment === 'felt');
  const readings = {
    before: at('before'),
    felt: felt?.outcome.reading ?? 'not-run',
    feltReason: felt?.outcome.reason ?? null,
    after: at('after'),
    ...foldProof(events, planned.kind, taken),
  };
  const { verdict, reason } = cappedVerdict(assertionVerdict(readings), cap);
  const after = worstAt(taken, 'after');
  const said = after ?? felt ?? worstAt(taken, 'before');
  return {
    kind: planned.kind,
    title: planned.title,
    controls: planned.controls,
    requirements: planned.requirements,
    ...readings,
    readings: taken.map((event) => ({
      moment: event.moment,
      at: event.at,
      reading: event.outcome.reading,
      reason: event.outcome.reason ?? null,
      actual: event.outcome.actual,
    })),
    verdict,
    verdictReason: reason,
    expected: said?.outcome.expected ?? '',
    actual: said === undefined ? '' : `${momentWords[said.moment] ?? ''}${said.outcome.actual}`,
    // What was counted earlier says nothing of the restored shop.
    counts: after === undefined || after.outcome.reading === 'not-run' ? {} : (after.outcome.counts ?? {}),
    evidence: said?.outcome.evidence ?? [],
  };
}

/**
 * What the proof said. `caught` counts only with every part of it in the journal: the damaged mirror read false for a
 * reason of its own, the damage put back, and the check true again.
 */
function foldProof(events: readonly JournalEvent[], kind: string, taken: readonly Taken[]): { proof: Proof; proofText: string } {
  const ended = eventsOf(events, 'proof-ended').findLast((event) => event.assertion === kind);
  if (ended?.proof === 'caught') {
    const problem = proofProblem(events, kind, taken);
    if (problem !== null) return { proof: 'not-run', proofText: `The proof says "caught", but ${problem}.` };
  }
  return { proof: ended?.proof ?? 'not-run', proofText: ended?.text ?? '' };
}

/** Why a `caught` cannot be believed; null when it can. */
function proofProblem(events: readonly JournalEvent[], kind: string, taken: readonly Taken[]): string | null {
  const red = taken.filter((one) => one.moment === 'sabotaged').map((one) => one.outcome);
  const undone = eventsOf(events, 'sabotage-undone').filter((event) => event.assertion === kind);
  const green = taken.filter((one) => one.moment === 'undone').map((one) => one.outcome);
  if (red.length === 0 || !red.every((one) => one.reading === 'broken')) return 'the reading of the damaged mirror was not false';
  if (red.some((one) => one.reason === undefined || one.reason === 'unreachable')) return 'the damaged mirror was only out of reach';
  if (undone.length === 0 || !undone.every((event) => event.ok)) return 'the damage was not put back';
  return green.length > 0 && green.every((one) => one.reading === 'holds') ? null : 'the check was not true again afterwards';
}

/** Every planned fault with what was injected and whether it was felt. */
export function foldFaults(events: readonly JournalEvent[], plan: DrillPlan): DrillResult['faults'] {
  const shaken = somethingLeftHolds(events);
  return plan.faults.map((planned, index) => {
    const nth = plan.faults.slice(0, index).filter((fault) => fault.kind === planned.kind).length;
    const injected = eventsOf(events, 'fault-injected').filter((event) => event.kind === planned.kind)[nth];
    const observed = eventsOf(events, 'fault-observed').filter((event) => event.kind === planned.kind)[nth];
    return {
      kind: planned.kind,
      at: injected?.faultAt ?? null,
      felt: injected !== undefined && observed?.observed === true && shaken,
      summary: injected?.summary ?? '',
      observation: observed?.text ?? '',
    };
  });
}

/**
 * True when a reading or a service left `holds` between the fault and the restore. What the restore itself does
 * (a maintenance page, a restart) is not the fault, and a reading that was not taken or broke down shows nothing.
 */
function somethingLeftHolds(events: readonly JournalEvent[]): boolean {
  const faultSeq = eventsOf(events, 'fault-intended')[0]?.seq ?? Infinity;
  const restore = eventsOf(events, 'phase-started').find((event) => event.phase === 'restore');
  if (eventsOf(events, 'reading-taken').some((event) => event.moment === 'felt' && event.outcome.reading === 'broken')) return true;
  return eventsOf(events, 'service-changed').some(
    (event) => !event.holds && event.seq > faultSeq && (restore === undefined || Date.parse(event.sampledAt) <= Date.parse(restore.at)),
  );
}

/** True when the run got through its restore and looked at the outcome; what was down when it ended early in it says nothing of the shop. */
export function restoreEnded(events: readonly JournalEvent[]): boolean {
  if ([...eventsOf(events, 'run-failed'), ...eventsOf(events, 'interrupted')].some((event) => event.phase === 'restore')) return false;
  return lastOf(events, 'recovery-measured') !== undefined || eventsOf(events, 'phase-ended').some((event) => event.phase === 'restore');
}
