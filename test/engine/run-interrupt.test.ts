import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsOf, firstOf } from '../../src/model/facts.ts';
import { fold } from '../../src/model/fold.ts';
import { exitCodeOf } from '../../src/model/verdict.ts';
import { runInMemory } from './memory-run.ts';
import type { MemoryResult } from './memory-run.ts';

/** Interrupts the run when its n-th fact is about to be written. */
async function interruptedAt(n: number): Promise<MemoryResult & { readonly aborted: boolean }> {
  const controller = new AbortController();
  let seen = 0;
  const done = await runInMemory({
    signal: controller.signal,
    onFact: () => {
      seen += 1;
      if (seen === n) controller.abort('SIGTERM');
    },
  });
  return { ...done, aborted: controller.signal.aborted };
}

describe.concurrent('an interrupt', () => {
  it.each(['prepare', 'provision', 'load', 'backup', 'baseline', 'fault', 'felt', 'restore', 'assert', 'prove'])(
    'in the phase %s is recorded with it, lowers the mirror and seals the journal',
    async (phase) => {
      const controller = new AbortController();
      const done = await runInMemory({
        signal: controller.signal,
        onFact: (fact) => {
          if (fact.type === 'phase-started' && fact.phase === phase) controller.abort('SIGINT');
        },
        hook: () => controller.signal.throwIfAborted(),
      });
      expect(eventsOf(done.events, 'interrupted')).toMatchObject([{ signal: 'SIGINT', phase }]);
      expect(done.events.at(-1)?.type).toBe('run-finished');
      expect(done.lowered).toBe(1);
      expect(exitCodeOf(fold(done.events))).toBe(130);
    },
  );
  it('ends a step that is under way, and says nothing false of it', async () => {
    const controller = new AbortController();
    const done = await runInMemory({
      signal: controller.signal,
      hook: (what) => {
        if (what !== 'apply mend') return undefined;
        controller.abort('SIGINT');
        return Promise.reject(controller.signal.reason instanceof Error ? controller.signal.reason : new Error('ended'));
      },
    });
    expect(firstOf(done.events, 'step-ended')).toBeUndefined();
    expect(firstOf(done.events, 'interrupted')).toMatchObject({ phase: 'restore' });
  });
  it('at any point never folds to a pass and never leaves the mirror standing', async () => {
    const { events } = await runInMemory();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: events.length - 1 }), async (n) => {
        const done = await interruptedAt(n);
        expect(done.lowered).toBe(1);
        expect(done.events.at(-1)?.type).toBe('run-finished');
        const torn = done.events.findIndex((event) => event.type === 'phase-started' && event.phase === 'teardown');
        if (done.aborted && n <= torn) expect(fold(done.events).verdict).not.toBe('pass');
      }),
      { numRuns: 20 },
    );
  });
});
