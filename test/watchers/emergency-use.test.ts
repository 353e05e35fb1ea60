import { describe, expect, it } from 'vitest';
import type { StepTime } from '../../src/model/ports/run-context.ts';
import { emergencyOn, emergencyUse, type Tried, type Tries } from '../../src/watchers/emergency-use.ts';
import { samplePlan, step } from '../model/sample-plan.ts';

const plan = { ...samplePlan(), steps: [step('open', 'Open', 'emergency-open', []), step('close', 'Close', 'emergency-close', [])] };
const steps = new Map([
  ['open', { startedMs: 100, endedMs: 200 }],
  ['close', { startedMs: 300, endedMs: 400 }],
]);
const timeline = { faultMs: 10, containedMs: 200, steps };
const at = (startedMs: number, answeredMs: number, change: Partial<Tried> = {}): Tried => ({ startedMs, answeredMs, served: true, unlogged: false, ...change });
const use = (tries: Partial<Tries>) => emergencyUse({ plan, timeline }, { named: [], others: [], writes: [], ...tries });

describe('what was done in emergency mode', () => {
  it('is nothing where it was never put on', () =>
    expect(emergencyUse({ plan, timeline: { ...timeline, steps: new Map() } }, { named: [at(210, 220)], others: [], writes: [] })).toBeNull());
  it('is nothing where putting it on failed half-way', () => {
    const halfWay = { ...timeline, steps: new Map([['open', { startedMs: 100, endedMs: null }]]) };
    expect(emergencyUse({ plan, timeline: halfWay }, { named: [], others: [], writes: [] })).toBeNull();
  });
  it('counts what was asked and answered while it was on, served or not', () =>
    expect(use({ named: [at(210, 220), at(230, 240, { served: false })] })).toMatchObject({ asked: 2, reads: 1, outside: 0 }));
  it('counts what somebody else was served meanwhile, and no refusal', () =>
    expect(use({ others: [at(210, 220), at(230, 240, { served: false })] })).toMatchObject({ othersAsked: 2, others: 1 }));
  it('holds nothing against it that was under way when it began or ended', () => {
    const across = [at(190, 210), at(290, 310), at(390, 410), at(95, 105)];
    expect(use({ named: across, others: across })).toMatchObject({ asked: 0, othersAsked: 0, others: 0, outside: 0 });
  });
  it('takes an order that the account was given as it began or ended for a read of it', () =>
    expect(use({ named: [at(190, 210), at(290, 310), at(190, 210, { served: false })] })).toMatchObject({ asked: 0, reads: 2 }));
  it('is on from the step that puts it on to the end of the one that ends it', () => {
    const during = (...some: readonly [string, StepTime][]): boolean => emergencyOn({ plan, timeline: { ...timeline, steps: new Map(some) } });
    const open = ['open', { startedMs: 100, endedMs: null }] as const;
    expect([during(), during([...open]), during([...open], ['close', { startedMs: 300, endedMs: null }]), emergencyOn({ plan, timeline })]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
  it('counts reads of the break-glass account before it was opened and after it was closed', () =>
    expect(use({ named: [at(80, 90), at(410, 420), at(430, 440, { served: false })] })).toMatchObject({ outside: 2, reads: 0 }));
  it('lasts to the end where nobody closes it', () => {
    const open = { ...timeline, steps: new Map([...steps].slice(0, 1)) };
    expect(emergencyUse({ plan, timeline: open }, { named: [at(900, 910)], others: [], writes: [] })).toMatchObject({ reads: 1, outside: 0 });
  });
  it('counts a read without a row and a write that was taken at any time', () =>
    expect(use({ named: [at(190, 210, { unlogged: true })], writes: [at(20, 30), at(40, 50, { served: false })] })).toMatchObject({ unlogged: 1, writes: 1 }));
});
