import { describe, expect, it } from 'vitest';
import { RunTimeline } from '../../src/engine/timeline.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import { steps } from '../../src/runbook/index.ts';

const fault: JournalFact = { type: 'fault-intended', kind: 'lose-volume', params: {} };
const started = (id: string): JournalFact => ({ type: 'step-started', id, attempt: 1 });
const ended = (id: string): JournalFact => ({
  type: 'step-ended',
  id,
  attempt: 1,
  state: 'succeeded',
  seconds: 1,
  waitedOnPersonSeconds: 0,
  instrumentMs: 0,
  text: '',
  outputs: {},
});

/** Notes facts on a clock that shows 1, 2, 3, … to whoever looks. */
function noted(kinds: readonly string[], facts: readonly JournalFact[]): RunTimeline {
  let ms = 0;
  const timeline = new RunTimeline(
    { monotonicMs: () => (ms += 1) },
    { steps },
    kinds.map((kind, index) => ({ id: `step-${index}`, kind })),
  );
  for (const fact of facts) timeline.note(fact);
  return timeline;
}

describe('the timeline of a run', () => {
  it('lets the incident answer until the step that closes the shop has ended', () => {
    const timeline = noted(['maintenance-on', 'restore-database'], [fault, started('step-0'), ended('step-0'), started('step-1')]);
    expect(timeline).toMatchObject({ faultMs: 1, containedMs: 3 });
    expect(timeline.steps.get('step-1')).toEqual({ startedMs: 4, endedMs: null });
  });
  it('lets the restore answer from the start of a first step that closes nothing', () =>
    expect(noted(['restore-database', 'maintenance-on'], [fault, started('step-0'), ended('step-0')])).toMatchObject({ faultMs: 1, containedMs: 2 }));
  it('lets the restore answer once the closing of the shop was tried, whether or not it worked', () =>
    expect(noted(['maintenance-on'], [fault, started('step-0'), { ...ended('step-0'), state: 'failed' } as JournalFact])).toMatchObject({ containedMs: 3 }));
  it('keeps the first fault and the first start of a step that is tried again', () => {
    const timeline = noted(['exec'], [fault, fault, started('step-0'), ended('step-0'), started('step-0'), ended('step-0')]);
    expect(timeline.faultMs).toBe(1);
    expect(timeline.steps.get('step-0')).toEqual({ startedMs: 2, endedMs: 5 });
  });
});
