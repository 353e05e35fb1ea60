import { describe, expect, it } from 'vitest';
import { withIncident } from '../../src/engine/incident.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import { samplePlan } from '../model/sample-plan.ts';

const fault: JournalFact = { type: 'fault-intended', kind: 'break', params: {} };
const noted = (kind: string, data: Readonly<Record<string, number>> = { attempted: 1 }): JournalFact => ({
  type: 'watcher-noted',
  kind,
  text: '1 more attempt',
  data,
});
const down: JournalFact = { type: 'service-changed', service: 'login', holds: false, sampledAt: '2026-11-28T10:00:00.000Z', text: '' };

/** What is noted of the incident when these facts are recorded. */
async function incidentOf(detectBy: string, facts: readonly JournalFact[]): Promise<readonly string[]> {
  const said: string[] = [];
  const plan = { ...samplePlan(), incident: { detectBy, declare: 'officer', notify: [] } };
  const record = withIncident(plan, async (fact) => {
    if (fact.type === 'incident-noted') said.push(`${fact.what} by ${fact.by}: ${fact.text}`);
    return { ...fact, seq: 0, at: '', ms: 0, prev: '', hash: '' };
  });
  for (const fact of facts) await record(fact);
  return said;
}

describe('the detection of an incident', () => {
  it.each(['egress', 'mail', 'schedulers', 'active-plugins'])('is the first thing that the watcher %s notes from the fault on', async (kind) => {
    expect(await incidentOf(kind, [noted(kind), fault, noted('other'), noted(kind), noted(kind)])).toEqual([
      `detected by ${kind}: 1 more attempt`,
      'declared by officer: declared as an exercise',
    ]);
  });
  it('is a service that is down for the watchers that try services, and nothing else', async () => {
    expect(await incidentOf('availability', [fault, noted('egress'), down])).toContain('detected by availability: login does not answer as it should');
    expect(await incidentOf('egress', [fault, down])).toEqual([]);
  });
  it('is no note that a watcher could not look', async () => {
    expect(await incidentOf('egress', [fault, noted('egress', {})])).toEqual([]);
  });
});
