import { describe, expect, it } from 'vitest';
import { eventsOf, firstOf } from '../../src/model/facts.ts';
import { fold } from '../../src/model/fold.ts';
import { exitCodeOf } from '../../src/model/verdict.ts';
import { DrillError } from '../../src/model/errors.ts';
import { runInMemory, type MemoryResult } from './memory-run.ts';

const never = new Promise<never>(() => undefined);

/** A run whose engine is lost when `what` is about to be done, and where nothing that was under way then ever ends. */
async function lostAt(what: string): Promise<MemoryResult> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let gone = false;
  return await runInMemory({
    lost: promise,
    graceMs: 20,
    trouble: () => (gone ? 'ENGINE_LOST' : null),
    hook: async (now) => {
      if (now === what) {
        gone = true;
        resolve();
      }
      if (gone) await never;
    },
  });
}

describe.concurrent('an engine that is lost', () => {
  it.each([
    ['prepare', 'prepare'],
    ['provision', 'provision'],
    ['load', 'load'],
    ['take backup', 'backup'],
    ['watch phi-reads', 'baseline'],
    ['inject', 'fault'],
    ['check stands felt', 'felt'],
    ['apply mend', 'restore'],
    ['check stands after', 'assert'],
    ['sabotage stands', 'prove'],
    ['undo stands', 'prove'],
  ])('while “%s” never ends comes to an end all the same, in the phase %s', async (what, phase) => {
    const done = await lostAt(what);
    expect(eventsOf(done.events, 'run-failed')).toMatchObject([{ code: 'ENGINE_LOST', phase }]);
    expect(done.events.at(-1)?.type).toBe('run-finished');
    expect(done.lowered).toBe(1);
    const result = fold(done.events);
    expect(result.verdict).toBe('inconclusive');
    expect(exitCodeOf(result)).toBe(2);
  });

  it('while the attempts are counted is told in the phase teardown, and costs the pass', async () => {
    const done = await lostAt('count');
    expect(firstOf(done.events, 'run-failed')).toMatchObject({ code: 'ENGINE_LOST', phase: 'teardown' });
    expect(done.events.at(-1)?.type).toBe('run-finished');
    expect(fold(done.events).verdict).toBe('inconclusive');
  });

  it('while the mirror is lowered names what is left', async () => {
    const leftovers = ['container muster-r-db'];
    const done = await runInMemory({ lowered: { removed: [], destroyed: [], leftovers, lost: true } });
    expect(firstOf(done.events, 'run-failed')).toMatchObject({ code: 'ENGINE_LOST', phase: 'teardown' });
    expect(fold(done.events)).toMatchObject({ verdict: 'inconclusive', teardown: { leftovers } });
  });

  it.each(['apply mend', 'check stands after'])('is no failure of the shop when “%s” hears of it first', async (what) => {
    let gone = false;
    const done = await runInMemory({
      trouble: () => (gone ? 'ENGINE_LOST' : null),
      hook: (now) => {
        if (now !== what) return;
        gone = true;
        throw new DrillError('UNREACHABLE', 'the connection to the database was closed');
      },
    });
    expect(firstOf(done.events, 'run-failed')).toMatchObject({ code: 'ENGINE_LOST' });
    expect(fold(done.events).verdict).toBe('inconclusive');
  });

  it('is found when a phase ends by something else that it did', async () => {
    let gone = false;
    const done = await runInMemory({
      trouble: () => (gone ? 'ENGINE_LOST' : null),
      hook: (now) => {
        if (now !== 'place order') return;
        gone = true;
        throw new DrillError('UNREACHABLE', 'the relay into the mirror broke');
      },
    });
    expect(firstOf(done.events, 'run-failed')).toMatchObject({ code: 'ENGINE_LOST', phase: 'backup' });
  });
});

describe('a disk of the engine that is full', () => {
  it.each([
    ['apply mend', 'restore'],
    ['check stands after', 'assert'],
  ])('is no failure of the shop when “%s” runs into it, in the phase %s', async (what, phase) => {
    let full = false;
    const done = await runInMemory({
      trouble: () => (full ? 'HOST_FULL' : null),
      hook: (now) => {
        if (now !== what) return;
        full = true;
        throw new DrillError('UNREACHABLE', 'no space left on device');
      },
    });
    expect(eventsOf(done.events, 'run-failed')).toMatchObject([{ code: 'HOST_FULL', phase }]);
    expect(done.lowered).toBe(1);
    const result = fold(done.events);
    expect(result.verdict).toBe('inconclusive');
    expect(exitCodeOf(result)).toBe(2);
  });
});
