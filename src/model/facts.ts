import type { FactOf, FactType, JournalEnvelope, JournalEvent } from './journal.ts';
import type { Instant } from './json.ts';

export type EventOf<T extends FactType> = FactOf<T> & JournalEnvelope;

/** The events of one type, in the journal's order. */
export function eventsOf<T extends FactType>(events: readonly JournalEvent[], type: T): readonly EventOf<T>[] {
  return events.filter((event) => event.type === type) as unknown as readonly EventOf<T>[];
}

export function firstOf<T extends FactType>(events: readonly JournalEvent[], type: T): EventOf<T> | undefined {
  return eventsOf(events, type)[0];
}

export function lastOf<T extends FactType>(events: readonly JournalEvent[], type: T): EventOf<T> | undefined {
  return eventsOf(events, type).at(-1);
}

/** Seconds from one instant to another, to the millisecond; negative when `to` is earlier. */
export function secondsBetween(from: Instant, to: Instant): number {
  return toMillisecond((Date.parse(to) - Date.parse(from)) / 1000);
}

/** The later of two instants. */
export function later(one: Instant, other: Instant): Instant {
  return Date.parse(one) >= Date.parse(other) ? one : other;
}

/** Seconds without the dust of floating point below a millisecond. */
export function toMillisecond(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
