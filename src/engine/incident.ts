import type { RecordFact } from '../model/journal.ts';
import type { JournalFact } from '../model/journal-fact.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import type { ServiceProbe } from '../model/reading.ts';

/** Which watcher tries a service. */
const watcherOf = (service: ServiceProbe): string => (service === 'checkout' ? 'canary-orders' : 'availability');

/** What the watcher `detectBy` saw in a fact; null when it saw nothing there. */
function seenBy(detectBy: string, fact: JournalFact): string | null {
  // A note without figures says that a watcher could not look.
  if (fact.type === 'watcher-noted') return fact.kind === detectBy && Object.keys(fact.data).length > 0 ? fact.text : null;
  const down = fact.type === 'service-changed' && !fact.holds && watcherOf(fact.service) === detectBy;
  return down ? `${fact.service} does not answer as it should` : null;
}

/**
 * Writes the incident's timeline as the drill's plan says it: the first thing that the named watcher sees from the fault on
 * (a service that is down, a plugin that went, an attempt to get out) is the detection; declaration and notification
 * follow at once, as an exercise. No person is told anything.
 */
export function withIncident(plan: DrillPlan, record: RecordFact): RecordFact {
  const { incident } = plan;
  let state: 'waiting' | 'faulty' | 'declared' = 'waiting';
  return async (fact: JournalFact) => {
    const event = await record(fact);
    if (fact.type === 'fault-intended' && state === 'waiting') state = 'faulty';
    const seen = incident === null || state !== 'faulty' ? null : seenBy(incident.detectBy, fact);
    if (incident !== null && seen !== null) {
      state = 'declared';
      await record({ type: 'incident-noted', what: 'detected', by: incident.detectBy, text: seen });
      await record({ type: 'incident-noted', what: 'declared', by: incident.declare, text: 'declared as an exercise' });
      for (const who of incident.notify) await record({ type: 'incident-noted', what: 'notified', by: who, text: 'noted as an exercise; nobody was told' });
    }
    return event;
  };
}
