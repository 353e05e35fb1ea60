import { eventsOf, later, secondsBetween } from '../facts.ts';
import type { JournalEvent } from '../journal.ts';
import type { Instant } from '../json.ts';
import { serviceProbes } from '../reading.ts';
import type { ServiceProbe } from '../reading.ts';
import type { Outage } from '../result-parts.ts';

/** The instant from which outage and loss count: that of the first fault that is not silent, else of the first; null before it. */
export function faultInstant(events: readonly JournalEvent[]): Instant | null {
  const injected = eventsOf(events, 'fault-injected');
  return (injected.find((event) => event.silent !== true) ?? injected[0])?.faultAt ?? null;
}

/**
 * Every interval after the fault in which a service did not hold, by service, then by time. Each is as long as it can
 * have been: from when the first sample that failed was asked, to when the first that worked again was answered.
 */
export function foldOutages(events: readonly JournalEvent[]): readonly Outage[] {
  const faultAt = faultInstant(events);
  if (faultAt === null) return [];
  return serviceProbes.flatMap((service) => outagesOf(service, faultAt, events));
}

function outagesOf(service: ServiceProbe, faultAt: Instant, events: readonly JournalEvent[]): readonly Outage[] {
  const found: Outage[] = [];
  let from: Instant | null = null;
  for (const change of eventsOf(events, 'service-changed')) {
    if (change.service !== service) continue;
    if (!change.holds) from ??= later(change.sampledAt, faultAt);
    else if (from !== null) {
      const seconds = secondsBetween(from, change.at);
      if (seconds > 0) found.push({ service, from, to: change.at, seconds });
      from = null;
    }
  }
  return from === null ? found : [...found, { service, from, to: null, seconds: null }];
}
