import { eventsOf, lastOf, secondsBetween, toMillisecond } from '../facts.ts';
import { faultInstant } from './outages.ts';
import type { JournalEvent } from '../journal.ts';
import type { Instant } from '../json.ts';
import type { DrillResult } from '../result.ts';
import type { Outage, RtoParts } from '../result-parts.ts';

type Rto = Pick<DrillResult['measured'], 'rtoSeconds' | 'rtoUntil' | 'rtoParts'>;

const unknown: Rto = { rtoSeconds: null, rtoUntil: null, rtoParts: null };

/**
 * RTO: from the fault to the end of the last interval in which any service did not hold. A failure that a check noticed
 * for a reason of its own though no service went down (silent damage) ends with the runbook's last step instead. Nothing
 * without a fault, without a sample, or while a service is still down. Planned maintenance counts: nobody could use the
 * shop.
 */
export function foldRto(events: readonly JournalEvent[], outages: readonly Outage[]): Rto {
  const faultAt = faultInstant(events);
  if (faultAt === null || eventsOf(events, 'service-changed').length === 0) return unknown;
  if (outages.length === 0) return silentRto(events, faultAt);
  const ends = outages.map((outage) => (outage.to === null ? null : secondsBetween(faultAt, outage.to)));
  if (ends.includes(null)) return unknown;
  return rtoOf(events, faultAt, { seconds: Math.max(0, ...ends.filter((end) => end !== null)), until: 'service-back' });
}

/** Only of a restore that was gone through: what the check saw must have been worked on to its end. */
function silentRto(events: readonly JournalEvent[], faultAt: Instant): Rto {
  const through = eventsOf(events, 'phase-started').some((event) => event.phase === 'assert');
  const last = eventsOf(events, 'step-ended').findLast((event) => event.attempt > 0);
  if (!noticed(events) || !through || last === undefined) return unknown;
  const seconds = secondsBetween(faultAt, last.at);
  if (seconds < 0) return unknown;
  return rtoOf(events, faultAt, { seconds, until: 'last-step' });
}

/** Fetching a production backup belongs to the recovery, though the drill does it before the mirror exists. */
function rtoOf(events: readonly JournalEvent[], faultAt: Instant, { seconds, until }: { readonly seconds: number; readonly until: Rto['rtoUntil'] }): Rto {
  const parts = partsOf(events, faultAt, seconds);
  const fetched = lastOf(events, 'backup-fetched');
  if (fetched === undefined) return { rtoSeconds: seconds, rtoUntil: until, rtoParts: parts };
  const fetchSeconds = toMillisecond(fetched.tookMs / 1000);
  return { rtoSeconds: toMillisecond(seconds + fetchSeconds), rtoUntil: until, rtoParts: { ...parts, fetchSeconds } };
}

/** True when a check was false after the fault for a reason other than a shop that does not answer. */
function noticed(events: readonly JournalEvent[]): boolean {
  return eventsOf(events, 'reading-taken').some(
    ({ moment, outcome }) => moment === 'felt' && outcome.reading === 'broken' && outcome.reason !== undefined && outcome.reason !== 'unreachable',
  );
}

function partsOf(events: readonly JournalEvent[], faultAt: Instant, rtoSeconds: number): RtoParts {
  const within = (instant: Instant): number => Math.min(Math.max(secondsBetween(faultAt, instant), 0), rtoSeconds);
  const started = eventsOf(events, 'step-started');
  const spans = started.flatMap((start) => {
    const end = eventsOf(events, 'step-ended').find((one) => one.id === start.id && one.attempt === start.attempt);
    return end === undefined ? [] : [{ from: within(start.at), to: within(end.at) }];
  });
  const before = started.length === 0 ? 0 : Math.min(...started.map((start) => within(start.at)));
  const inSteps = covered(spans);
  return {
    beforeStepsSeconds: toMillisecond(before),
    stepsSeconds: toMillisecond(inSteps),
    unexplainedSeconds: Math.max(0, toMillisecond(rtoSeconds - before - inSteps)),
  };
}

/** Seconds that at least one of the spans covers. */
function covered(spans: readonly { readonly from: number; readonly to: number }[]): number {
  let [total, reached] = [0, 0];
  for (const { from, to } of spans.toSorted((left, right) => left.from - right.from)) {
    total += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return total;
}
