import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchReads, type LogEvent } from '../../src/access-logs/match-reads.ts';
import type { ServedRead } from '../../src/model/access-log.ts';

const start = Date.parse('2026-11-23T10:00:00.000Z');
const at = (second: number): string => new Date(start + second * 1000).toISOString();
const read = (change: Partial<ServedRead> = {}): ServedRead => ({
  requestId: 'a',
  userId: 1,
  orderId: 7,
  path: 'rest-single',
  from: at(10),
  to: at(11),
  ...change,
});
const event = (change: Partial<LogEvent> = {}): LogEvent => ({ userId: 1, orderId: 7, at: start + 10_500, requestId: null, ...change });

describe('finding a read in a log', () => {
  it('goes by request, user and order where the log knows requests', () => {
    const later = start + 99_000;
    expect(matchReads([read()], [event({ requestId: 'a', at: later })])).toEqual([true]);
    for (const wrong of [{ requestId: 'b' }, { userId: 2 }, { orderId: 8 }])
      expect(matchReads([read()], [event({ requestId: 'a', ...wrong })])).toEqual([false]);
  });
  it('goes by user, order and time otherwise', () => {
    expect(matchReads([read()], [event()])).toEqual([true]);
    for (const wrong of [{ userId: 2 }, { orderId: 8 }, { at: start + 9_899 }, { at: start + 11_101 }])
      expect(matchReads([read()], [event(wrong)])).toEqual([false]);
  });
  it('takes a log of whole seconds for what it is', () => {
    const half = { from: at(10.5), to: at(10.9) };
    expect(matchReads([read(half)], [event({ at: start + 10_000 })])).toEqual([true]);
    expect(matchReads([read(half)], [event({ at: start + 9_000 })])).toEqual([false]);
    expect(matchReads([read(half)], [event({ at: start + 10_001 })])).toEqual([false]);
  });
  it('takes one event for one read only', () => {
    expect(matchReads([read({ requestId: 'a' }), read({ requestId: 'b' })], [event()]).filter(Boolean)).toHaveLength(1);
  });
  it('gives as many reads an event as any other way of giving them out', () => {
    const times = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 4 })), { maxLength: 5 }), times, (spans, moments) => {
        const reads = spans.map(([from, length], index) => read({ requestId: String(index), from: at(from), to: at(from + length) }));
        const found = matchReads(
          reads,
          moments.map((second) => event({ at: start + second * 1000 })),
        ).filter(Boolean).length;
        expect(found).toBe(most(spans, moments));
      }),
    );
  });
});

/** By trying every way: how many of the spans can have a moment of their own. */
function most(spans: readonly (readonly [number, number])[], moments: readonly number[]): number {
  const [first, ...rest] = spans;
  if (first === undefined) return 0;
  const fitting = moments.flatMap((moment, index) => (first[0] <= moment && moment <= first[0] + first[1] ? [index] : []));
  return Math.max(most(rest, moments), ...fitting.map((index) => 1 + most(rest, moments.toSpliced(index, 1))));
}
