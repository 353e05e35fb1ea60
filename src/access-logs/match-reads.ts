import type { ServedRead } from '../model/access-log.ts';

/** One event of a log. */
export interface LogEvent {
  readonly userId: number;
  readonly orderId: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** Null where the log knows no requests. */
  readonly requestId: string | null;
}

/** How far the mirror's clock may be from Muster's: containers of one engine share it. */
const toleranceMs = 100;

/**
 * Which reads have their event: by request where events name one; otherwise by user, order and time, each event standing
 * for one read only, so that ten reads with nine events leave one without. Pure.
 */
export function matchReads(reads: readonly ServedRead[], events: readonly LogEvent[]): readonly boolean[] {
  const byRequest = new Set(events.flatMap((event) => (event.requestId === null ? [] : [`${event.requestId} ${event.userId} ${event.orderId}`])));
  const claimed = claim(
    reads,
    events.filter((event) => event.requestId === null),
  );
  return reads.map((read, index) => byRequest.has(`${read.requestId} ${read.userId} ${read.orderId}`) || claimed.has(index));
}

/** Earliest event first, for the fitting read that ends first: as many reads as possible get an event. */
function claim(reads: readonly ServedRead[], events: readonly LogEvent[]): ReadonlySet<number> {
  const waiting = new Map<string, { readonly index: number; readonly from: number; readonly to: number }[]>();
  for (const [index, read] of reads.entries()) {
    const key = `${read.userId} ${read.orderId}`;
    const span = { index, from: Date.parse(read.from), to: Date.parse(read.to) + toleranceMs };
    waiting.set(key, [...(waiting.get(key) ?? []), span]);
  }
  for (const spans of waiting.values()) spans.sort((left, right) => left.to - right.to);
  const claimed = new Set<number>();
  for (const event of events.toSorted((left, right) => left.at - right.at)) {
    const spans = waiting.get(`${event.userId} ${event.orderId}`) ?? [];
    const fitting = spans.find((span) => !claimed.has(span.index) && earliest(span.from, event.at) <= event.at && event.at <= span.to);
    if (fitting !== undefined) claimed.add(fitting.index);
  }
  return claimed;
}

/** A log of whole seconds cuts the fraction off: its event may seem older than the read, within that second. */
function earliest(from: number, at: number): number {
  return at % 1000 === 0 ? Math.floor(from / 1000) * 1000 : from - toleranceMs;
}
