import type { JournalFact, RecordFact } from '../model/journal.ts';
import type { DrillPlan } from '../model/plan.ts';
import type { ServiceProbe } from '../model/reading.ts';

/** Which watcher tries a service. */
const watcherOf = (service: ServiceProbe): string => (service === 'checkout' ? 'canary-orders' : 'availability');

/**
 * Writes the incident's timeline as the drill's plan says it: the first service that the named watcher finds
 * down from the fault on is the detection; declaration and notification follow at once, as an exercise. No person is told anything.
 */
export function withIncident(plan: DrillPlan, record: RecordFact): RecordFact {
  const { incident } = plan;
  let state: 'waiting' | 'faulty' | 'declared' = 'waiting';
  return async (fact: JournalFact) => {
    const event = await record(fact);
    if (fact.type === 'fault-intended' && state === 'waiting') state = 'faulty';
    if (incident !== null && state === 'faulty' && fact.type === 'service-changed' && !fact.holds && watcherOf(fact.service) === incident.detectBy) {
      state = 'declared';
      await record({ type: 'incident-noted', what: 'detected', by: incident.detectBy, text: `${fact.service} does not answer as it should` });
      await record({ type: 'incident-noted', what: 'declared', by: incident.declare, text: 'declared as an exercise' });
      for (const who of incident.notify) await record({ type: 'incident-noted', what: 'notified', by: who, text: 'noted as an exercise; nobody was told' });
    }
    return event;
  };
}
