import { describe, expect, it } from 'vitest';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import type { Attempts } from '../../src/model/attempts.ts';
import type { Row } from '../../src/model/ports/database.ts';
import type { RunContext } from '../../src/model/ports/run-context.ts';
import { egress } from '../../src/watchers/egress.ts';
import { mail } from '../../src/watchers/mail.ts';
import { schedulers } from '../../src/watchers/schedulers.ts';
import { watchAttempts, type Tally } from '../../src/watchers/attempts-watch.ts';

const none: Attempts = { egressAttempted: 0, egressSucceeded: 0, mailCaptured: 0, mailDelivered: 0, httpRefused: 0, schedulersSilenced: 0, attempts: [] };

/** A mirror whose attempts can be changed while it is watched. */
function mirror(rows: (sql: string) => readonly Row[] = () => [{ n: 0 }]) {
  const facts: JournalFact[] = [];
  const state = { attempts: none };
  const context = {
    signal: new AbortController().signal,
    clock: { now: () => '2026-11-23T10:00:00.500Z', monotonicMs: () => 0 },
    record: async (fact: JournalFact) => void facts.push(fact),
    mirror: { attempts: async () => state.attempts, database: { prefix: 'wp_', query: async (sql: string) => rows(sql) } },
  } as unknown as RunContext;
  return { facts, state, context };
}

describe('a watcher of attempts', () => {
  it.each([
    [egress, { ...none, egressAttempted: 3 }, { ...none, egressAttempted: 4, egressSucceeded: 1 }],
    [mail, { ...none, mailCaptured: 3 }, { ...none, mailCaptured: 4, mailDelivered: 1 }],
  ] as const)('$kind counts since it began, and finds what was delivered', async (watcher, tried, delivered) => {
    const { state, context } = mirror();
    state.attempts = { ...none, egressAttempted: 1, mailCaptured: 1 };
    const watching = await watcher.watch({}, context);
    state.attempts = tried;
    expect(await watching.report()).toMatchObject({ findings: [], summary: { attempted: 2, delivered: 0 } });
    state.attempts = delivered;
    await watching.stop();
    expect(await watching.report()).toMatchObject({ findings: [{ severity: 'high' }], summary: { attempted: 3, delivered: 1 } });
  });

  it('tells of scheduled jobs that the database says have begun', async () => {
    let begun = 0;
    const { state, context } = mirror((sql) => [{ n: sql.includes('actionscheduler_actions`') ? begun : 0 }]);
    const watching = await schedulers.watch({}, context);
    state.attempts = { ...none, schedulersSilenced: 5 };
    expect(await watching.report()).toMatchObject({ findings: [], summary: { attempted: 5, delivered: 0 } });
    begun = 2;
    await watching.stop();
    expect(await watching.report()).toMatchObject({ findings: [{ severity: 'high', text: '2 scheduled jobs ran on the mirror.' }] });
  });

  it('never counts down, and takes a look that fails for no sample', async () => {
    const looks: (Tally | null)[] = [{ attempted: 1, delivered: 0 }, { attempted: 4, delivered: 1 }, null, { attempted: 2, delivered: 0 }];
    const look = async (): Promise<Tally> => {
      const next = looks.length > 1 ? looks.shift() : looks[0];
      if (next === null || next === undefined) throw new Error('gone');
      return next;
    };
    const { context, facts } = mirror();
    const watching = await watchAttempts(context, { kind: 'x', look, finding: (n) => `${n}`, controls: [] });
    await watching.stop();
    await watching.report();
    expect(await watching.report()).toEqual({
      samples: 3,
      findings: [{ severity: 'high', text: '1', controls: [] }],
      summary: { attempted: 3, delivered: 1 },
    });
    expect(facts).toEqual([{ type: 'watcher-noted', kind: 'x', text: '3 more attempts, 1 delivered', data: { attempted: 3, delivered: 1 } }]);
  });
});
