import { describe, expect, it } from 'vitest';
import { fold } from '../../src/model/fold.ts';
import { runInMemory } from './memory-run.ts';

const leaks = { values: 10, files: 4, hits: 2, identifiers: { G: 1 }, notUnpacked: 0, withhold: true };

describe('a run on synthetic data whose own files hold protected values', () => {
  it('fails and is withheld, after the mirror was lowered', async () => {
    const { events, order } = await runInMemory({ leaks });
    expect(order.indexOf('lower')).toBeLessThan(order.indexOf('fact bundle-withheld'));
    expect(order.at(-1)).toBe('fact run-finished');
    const result = fold(events);
    expect(result).toMatchObject({ verdict: 'fail', leakScan: { hits: 2, identifiers: { G: 1 } } });
    expect(result.reasons.map((one) => one.code)).toEqual(expect.arrayContaining(['leak-found', 'bundle-withheld']));
  });
  it('is withheld, and does not pass, when a part of them could not be unpacked', async () => {
    const { events } = await runInMemory({ leaks: { ...leaks, hits: 0, identifiers: {}, notUnpacked: 1 } });
    expect(events.find((event) => event.type === 'bundle-withheld')).toMatchObject({ searched: false });
    expect(fold(events).verdict).not.toBe('pass');
  });
  it('is kept as it is when nothing was found', async () => {
    const { events } = await runInMemory({});
    expect(events.some((event) => event.type === 'bundle-withheld')).toBe(false);
  });
});
