import { describe, expect, it } from 'vitest';
import { turnsOf } from '../../src/watchers/turns.ts';
import { samplePlan, step } from '../model/sample-plan.ts';

const turn = (id: string, role: string) => ({ ...step(id, id, 'restore-access', []), params: { role } });
const plan = { ...samplePlan(), steps: [turn('first', 'administrator'), turn('second', 'nurse')] };
const timeline = {
  faultMs: 100,
  containedMs: 200,
  steps: new Map([
    ['first', { startedMs: 200, endedMs: 250 }],
    ['second', { startedMs: 300, endedMs: 350 }],
  ]),
};
const early = (role: string, startedMs: number, answeredMs: number) => turnsOf({ plan, timeline }, [{ role, startedMs, answeredMs }]).early;

describe('the turns of a runbook', () => {
  it('are kept by whoever gets in from the start of their own step on', () =>
    expect([early('administrator', 210, 215), early('nurse', 301, 310)]).toEqual([[], []]));
  it('are kept where a request was under way when the step began', () => expect(early('nurse', 295, 305)).toEqual([]));
  it('are broken by whoever is answered while another has the turn', () => expect(early('nurse', 220, 230)).toEqual(['nurse']));
  it('are broken by whoever has no turn at all', () => expect(early('support', 390, 400)).toEqual(['support']));
  it('say nothing of what was asked for before the recovery began', () => expect(early('nurse', 150, 210)).toEqual([]));
  it('are nothing to keep where the runbook gives none', () =>
    expect(turnsOf({ plan: { ...plan, steps: [] }, timeline }, [{ role: 'nurse', startedMs: 220, answeredMs: 230 }])).toEqual({ given: 0, early: [] }));
});
