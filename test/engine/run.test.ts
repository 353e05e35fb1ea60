import { describe, expect, it } from 'vitest';
import { defineStep, noParams } from '../../src/model/kind.ts';
import type { Ask } from '../../src/engine/manual.ts';
import { DrillError } from '../../src/model/errors.ts';
import { eventsOf, firstOf } from '../../src/model/facts.ts';
import { fold } from '../../src/model/fold.ts';
import { memoryAssertion, planned, runInMemory, stepOf } from './memory-run.ts';
import type { Hook, MemoryResult } from './memory-run.ts';

const phasesOf = ({ events }: MemoryResult): readonly string[] => eventsOf(events, 'phase-started').map((event) => event.phase);
const types = ({ events }: MemoryResult): readonly string[] => events.map((event) => event.type);
const failAt =
  (where: string, error: unknown = new DrillError('COMMAND_FAILED', 'broke down')): Hook =>
  (what) => {
    if (what === where) throw error;
  };
const stands = (change: Parameters<typeof memoryAssertion>[2]) => ({ assertions: [memoryAssertion('stands', () => undefined, change)] });
const before = (order: readonly string[], first: string, second: string): boolean => order.includes(first) && order.indexOf(first) < order.indexOf(second);

describe.concurrent('a run in which everything holds', () => {
  it('goes through its phases in order and passes', async () => {
    const done = await runInMemory();
    expect(phasesOf(done)).toEqual(['prepare', 'provision', 'load', 'backup', 'baseline', 'fault', 'felt', 'restore', 'assert', 'prove', 'teardown']);
    expect(fold(done.events).reasons).toEqual([]);
    expect(fold(done.events).verdict).toBe('pass');
    expect(done.lowered).toBe(1);
  });
  it('writes every intention before its effect', async () => {
    const { order } = await runInMemory();
    expect(before(order, 'fact fault-intended', 'inject')).toBe(true);
    expect(before(order, 'fact step-started', 'apply mend')).toBe(true);
    expect(before(order, 'fact sabotage-intended', 'sabotage stands')).toBe(true);
    expect(before(order, 'fact watcher-started', 'watch phi-reads')).toBe(true);
    expect(before(order, 'fact fault-injected', 'observe')).toBe(true);
    expect(order.at(0)).toBe('fact run-started');
    expect(order.at(-1)).toBe('fact run-finished');
  });
  it('notes the incident once, when a watcher first finds a service down', async () => {
    const { events } = await runInMemory();
    expect(eventsOf(events, 'incident-noted').map((event) => event.what)).toEqual(['detected', 'declared', 'notified']);
  });
  it('closes its watchers before the proof', async () => {
    const done = await runInMemory();
    expect(done.events.findLastIndex((event) => event.type === 'watcher-ended')).toBeLessThan(types(done).indexOf('sabotage-intended'));
  });
});

describe.concurrent('the steady state', () => {
  it('stops the run before the fault when it does not hold', async () => {
    const check = async () => ({ reading: 'broken', reason: 'false', expected: '', actual: '', counts: {}, evidence: [] }) as const;
    const done = await runInMemory({ catalog: stands({ check }) });
    expect(types(done)).not.toContain('fault-intended');
    expect(done.lowered).toBe(1);
    expect(fold(done.events).verdict).toBe('inconclusive');
  });
  it('does not hold when the checkout takes no order', async () => {
    const done = await runInMemory({ hook: failAt('place order', new DrillError('UNREACHABLE', 'gone')) });
    expect(firstOf(done.events, 'run-failed')).toMatchObject({ code: 'UNREACHABLE', phase: 'backup' });
  });
});

describe.concurrent('the documented steps', () => {
  it('leaves the rest not executed after a failed step that stops', async () => {
    const done = await runInMemory({ plan: { steps: [stepOf('first'), stepOf('second'), stepOf('third')] }, hook: failAt('apply second') });
    expect(eventsOf(done.events, 'step-ended').map((event) => [event.id, event.state])).toEqual([
      ['first', 'succeeded'],
      ['second', 'failed'],
      ['third', 'not-executed'],
    ]);
    expect(fold(done.events).verdict).toBe('fail');
  });
  it('goes on after a failed step that says so, and cannot pass', async () => {
    const done = await runInMemory({ plan: { steps: [stepOf('first', { onFailure: 'continue' }), stepOf('second')] }, hook: failAt('apply first') });
    expect(eventsOf(done.events, 'step-ended').map((event) => event.state)).toEqual(['failed', 'succeeded']);
    expect(fold(done.events)).toMatchObject({ verdict: 'inconclusive', reasons: [{ code: 'step-failed-continued' }] });
  });
  it('tries a step as often as it says, and succeeds with the last attempt', async () => {
    let tries = 0;
    const done = await runInMemory({
      plan: { steps: [stepOf('first', { attempts: 3 })] },
      hook: (what) => {
        if (what === 'apply first' && (tries += 1) < 3) throw new DrillError('STEP_FAILED', 'not yet');
      },
    });
    expect(eventsOf(done.events, 'step-ended').map((event) => [event.attempt, event.state])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'succeeded'],
    ]);
    expect(fold(done.events).verdict).toBe('pass');
  });
  it('lets nothing run beside a step that never ends: no retry, no next step, whatever on-failure says', async () => {
    const done = await runInMemory({
      plan: { steps: [stepOf('first', { timeoutSeconds: 0.05, attempts: 3, onFailure: 'continue' }), stepOf('second')] },
      hook: (what) => (what === 'apply first' ? new Promise(() => undefined) : undefined),
    });
    const [first, second] = eventsOf(done.events, 'step-ended');
    expect(first).toMatchObject({ state: 'failed', attempt: 1, text: '"first" did not end within 0.05 s and goes on; nothing was done after it.' });
    expect(second).toMatchObject({ id: 'second', state: 'not-executed' });
    expect(done.order.filter((what) => what.startsWith('apply'))).toEqual(['apply first']);
  });
  it('tries a step for as long as it says, then it has failed', async () => {
    const done = await runInMemory({
      plan: { steps: [stepOf('first', { retryWithinSeconds: 30 })] },
      hook: failAt('apply first'),
    });
    const tries = eventsOf(done.events, 'step-ended').length;
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(11);
    expect(fold(done.events).verdict).toBe('fail');
  });
  it('runs side by side what does not need each other, and waits where it does', async () => {
    const bothRun = Promise.withResolvers<void>();
    let running = 0;
    const done = await runInMemory({
      plan: { steps: [stepOf('one'), stepOf('left', { needs: ['one'] }), stepOf('right', { needs: ['one'] }), stepOf('last')] },
      hook: async (what) => {
        if (what !== 'apply left' && what !== 'apply right') return;
        if ((running += 1) === 2) bothRun.resolve();
        // Only ends when the other one runs as well: one after the other would never end.
        await bothRun.promise;
      },
    });
    expect(done.order.filter((what) => what.startsWith('apply')).at(0)).toBe('apply one');
    expect(done.order.filter((what) => what.startsWith('apply')).at(-1)).toBe('apply last');
    expect(eventsOf(done.events, 'step-ended').map((event) => event.state)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
  });
  it('begins nothing after a failure beside it, and lets what is under way come to its end', async () => {
    const failed = Promise.withResolvers<void>();
    const done = await runInMemory({
      plan: { steps: [stepOf('long', { needs: [] }), stepOf('bad', { needs: [] }), stepOf('after-long', { needs: ['long'] })] },
      hook: async (what) => {
        if (what === 'apply bad') throw new DrillError('COMMAND_FAILED', 'broke down');
        if (what === 'apply long') await failed.promise;
      },
      onFact: (fact) => {
        if (fact.type === 'step-ended' && fact.id === 'bad') failed.resolve();
      },
    });
    const states = Object.fromEntries(eventsOf(done.events, 'step-ended').map((event) => [event.id, event.state]));
    expect(states).toEqual({ bad: 'failed', long: 'succeeded', 'after-long': 'not-executed' });
  });
  it('takes the answer of whoever does a manual step, as their word, and their time as theirs', async () => {
    const ask: Ask = async (step) => ({ result: step.id === 'call' ? 'done' : 'failed', comment: 'the line was busy' });
    const call = stepOf('call', { kind: 'manual', who: 'privacy-officer' });
    const done = await runInMemory({ ask, plan: { steps: [call, stepOf('mend')] } });
    const [answered] = eventsOf(done.events, 'step-ended');
    expect(answered).toMatchObject({ state: 'succeeded', text: 'answered at the terminal, unsigned: done: the line was busy' });
    expect(answered?.waitedOnPersonSeconds).toBeGreaterThan(0);
    expect(fold(done.events).verdict).toBe('pass');
    const refused = await runInMemory({ ask, plan: { steps: [{ ...call, id: 'sign' }, stepOf('mend')] } });
    expect(eventsOf(refused.events, 'step-ended').map((event) => event.state)).toEqual(['failed', 'not-executed']);
    expect(fold(refused.events).verdict).toBe('fail');
  });
  it('is pending when nobody answers within its time', async () => {
    const ask: Ask = (_step, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const done = await runInMemory({
      ask,
      plan: { steps: [stepOf('call', { kind: 'manual', who: 'privacy-officer', timeoutSeconds: 0.05 }), stepOf('mend')] },
    });
    expect(eventsOf(done.events, 'step-ended')[0]).toMatchObject({ state: 'pending', text: expect.stringContaining('nobody answered') });
    expect(fold(done.events).verdict).toBe('inconclusive');
  });
  it('leaves a manual step pending for its role to attest', async () => {
    const done = await runInMemory({ plan: { steps: [stepOf('call', { kind: 'manual', who: 'privacy-officer' }), stepOf('mend')] } });
    expect(eventsOf(done.events, 'step-ended')[0]).toMatchObject({ state: 'pending', attempt: 0, text: expect.stringContaining('privacy-officer') });
    expect(fold(done.events)).toMatchObject({ verdict: 'inconclusive', reasons: [{ code: 'step-pending' }] });
  });
  it('gives a step the outputs of the ones before it', async () => {
    const given: unknown[] = [];
    const mend = defineStep({
      kind: 'mend',
      title: 'Mend',
      controls: [],
      params: noParams,
      example: {},
      describe: () => ({ commands: [], fidelity: 'as-documented', reason: '' }),
      async apply(params) {
        given.push(params);
        return { text: '', outputs: { set: 'a-set' } };
      },
    });
    await runInMemory({
      plan: { steps: [stepOf('one'), stepOf('two', { params: { from: '${steps.one.outputs.set}', other: '${steps.none.outputs.x}' } })] },
      catalog: { steps: [mend] },
    });
    expect(given[1]).toEqual({ from: 'a-set', other: '${steps.none.outputs.x}' });
  });
});

describe.concurrent('a reading', () => {
  it('of a check that crashes is an error, and never passes', async () => {
    const done = await runInMemory({ hook: failAt('check stands after', new TypeError('row content 555-0100')) });
    expect(eventsOf(done.events, 'reading-taken').find((event) => event.moment === 'after')?.outcome).toMatchObject({
      reading: 'error',
      reason: 'exception',
      actual: 'the check itself failed',
    });
    expect(JSON.stringify(done.events)).not.toContain('555-0100');
    expect(fold(done.events).verdict).toBe('inconclusive');
  });
  it('of a shop that does not answer is broken, reason unreachable', async () => {
    const done = await runInMemory({ hook: failAt('check stands felt', new DrillError('UNREACHABLE', 'refused')) });
    expect(eventsOf(done.events, 'reading-taken').find((event) => event.moment === 'felt')?.outcome).toMatchObject({
      reading: 'broken',
      reason: 'unreachable',
    });
  });
});

describe.concurrent('the proof', () => {
  it('calls a sabotage that the check notices caught, and puts it back', async () => {
    const { events } = await runInMemory();
    expect(firstOf(events, 'proof-ended')).toMatchObject({ assertion: 'stands', proof: 'caught' });
    expect(firstOf(events, 'sabotage-undone')).toMatchObject({ ok: true });
  });
  it('calls a sabotage that the check does not notice missed, and the run inconclusive', async () => {
    const blind = async () => ({ reading: 'holds', expected: '', actual: '', counts: {}, evidence: [] }) as const;
    const done = await runInMemory({ catalog: stands({ check: blind }) });
    expect(firstOf(done.events, 'proof-ended')).toMatchObject({ proof: 'missed' });
    expect(fold(done.events)).toMatchObject({ verdict: 'inconclusive', reasons: [{ code: 'assertion-inconclusive' }] });
  });
  it('does not call a shop that fell over caught', async () => {
    const done = await runInMemory({ hook: failAt('check stands sabotaged', new DrillError('UNREACHABLE', 'refused')) });
    expect(firstOf(done.events, 'proof-ended')).toMatchObject({ proof: 'missed' });
  });
  it('leaves the rest not run when an undo fails', async () => {
    const done = await runInMemory({ plan: { expect: [planned('stands'), planned('also-stands')] }, hook: failAt('undo stands') });
    expect(eventsOf(done.events, 'proof-ended').map((event) => [event.assertion, event.proof])).toEqual([
      ['stands', 'not-run'],
      ['also-stands', 'not-run'],
    ]);
    expect(firstOf(done.events, 'sabotage-undone')).toMatchObject({ ok: false });
    expect(done.order).not.toContain('sabotage also-stands');
  });
  it('goes by the order of what the drill expects', async () => {
    const { order } = await runInMemory({ plan: { expect: [planned('also-stands'), planned('stands')] } });
    expect(before(order, 'undo also-stands', 'sabotage stands')).toBe(true);
  });
  it('sabotages nothing that did not hold, and nothing when it is switched off', async () => {
    const [failed, off] = [await runInMemory({ hook: failAt('check stands after') }), await runInMemory({ plan: { prove: false } })];
    for (const done of [failed, off]) {
      expect(done.order).not.toContain('sabotage stands');
      expect(firstOf(done.events, 'proof-ended')).toMatchObject({ proof: 'not-run' });
    }
  });
});

describe.concurrent('a stage or a part that breaks down', () => {
  it.each(['prepare', 'provision', 'load', 'take backup', 'capture stands', 'watch phi-reads', 'watch services', 'inject', 'observe'])(
    'at %s is recorded, and the mirror is lowered',
    async (where) => {
      const done = await runInMemory({ hook: failAt(where) });
      expect(firstOf(done.events, 'run-failed')).toMatchObject({ code: 'COMMAND_FAILED', message: 'broke down' });
      expect(done.lowered).toBe(1);
      expect(types(done).at(-1)).toBe('run-finished');
      expect(fold(done.events).verdict).toBe('inconclusive');
    },
  );
  it('by a bug of ours says so without quoting it', async () => {
    const done = await runInMemory({ hook: failAt('inject', new TypeError('password=secret')) });
    expect(firstOf(done.events, 'run-failed')).toMatchObject({ code: 'BUG', message: 'TypeError in phase fault', phase: 'fault' });
  });
  it('because the engine went away ends the run as lost, not as interrupted', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = await runInMemory({
      lost: promise,
      hook: (what) => {
        if (what === 'inject') resolve();
      },
    });
    expect(firstOf(done.events, 'run-failed')).toMatchObject({ code: 'ENGINE_LOST', phase: 'fault' });
    expect(types(done)).not.toContain('interrupted');
    expect(done.lowered).toBe(1);
    expect(fold(done.events).verdict).toBe('inconclusive');
  });
  it.each([3_600_000, -3_600_000])('after a jump of the host clock by %i ms is inconclusive, whatever it showed', async (jumpMs) => {
    const sound = fold((await runInMemory()).events);
    const { events } = await runInMemory({ jumpMs });
    expect(sound.reasons.map(({ code }) => code)).not.toContain('clock-jumped');
    expect(fold(events).reasons.map(({ code }) => code)).toContain('clock-jumped');
    expect(fold(events).verdict).toBe('inconclusive');
    expect(types({ events } as MemoryResult)).toContain('run-finished');
  });

  it.each(['phase-started', 'fault-intended', 'step-started', 'watcher-ended', 'teardown-ended'] as const)(
    'because the journal cannot be written any more (%s) lowers the mirror all the same, and says why',
    async (from) => {
      let full = false;
      const { events, lowered, error } = await runInMemory({
        onFact: ({ type }) => {
          full ||= type === from;
          if (full) throw new DrillError('WRITE_FAILED', 'journal.ndjson: the journal could not be written (ENOSPC)');
        },
      });
      expect(error).toMatchObject({ code: 'WRITE_FAILED' });
      expect(lowered).toBe(1);
      expect(fold(events)).toMatchObject({ verdict: 'inconclusive', run: { state: 'unfinished' } });
    },
  );

  it('while it counts the attempts only warns', async () => {
    const done = await runInMemory({ hook: failAt('count') });
    expect(firstOf(done.events, 'warned')?.text).toContain('were not counted');
    expect(done.lowered).toBe(1);
  });
});
