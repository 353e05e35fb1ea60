import { describe, expect, it } from 'vitest';
import type { RecordFact } from '../../src/model/journal.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import type { RunContext } from '../../src/model/ports/run-context.ts';
import { availability } from '../../src/watchers/availability.ts';

describe('availability', () => {
  it('does not leave a service down by the one sample that was under way at its stop, but counts the time', async () => {
    const facts: JournalFact[] = [];
    const answers = [true, false, true];
    const [second, late] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let asked = 0;
    const context = {
      clock: { now: () => new Date(Date.UTC(2026, 10, 23, 10, 0, asked)).toISOString(), monotonicMs: () => 0 },
      record: (async (fact: JournalFact) => void facts.push(fact)) as unknown as RecordFact,
      signal: new AbortController().signal,
      mirror: { accounts: {}, patientOrderId: 1 },
      accessLog: { covers: ['rest-single'], find: async () => [] },
      shop: {
        login: async () => null,
        readOrder: async () => ({ status: 503, text: '' }),
        async searchProduct() {
          asked += 1;
          const found = answers[asked - 1] === true;
          if (asked === 2) {
            second.resolve();
            await late.promise;
          }
          return { status: found ? 200 : 504, found };
        },
      },
    } as unknown as RunContext;
    const watching = await availability.watch({}, context);
    await second.promise;
    const stopped = watching.stop();
    late.resolve();
    await stopped;
    const search = facts.flatMap((fact) => (fact.type === 'service-changed' && fact.service === 'search' ? [fact.holds] : []));
    expect(search).toEqual([true, false, true]);
    // What never came back stays down: one more look, and no second one.
    expect(facts.flatMap((fact) => (fact.type === 'service-changed' && fact.service === 'login' ? [fact.holds] : []))).toEqual([false]);
  });
});
