import { describe, expect, it } from 'vitest';
import { within } from '../../src/stack/race.ts';

const never = new Promise<never>(() => undefined);

describe('a bounded wait', () => {
  it('gives the result of the work', async () => {
    expect(await within('work', Promise.resolve(1), { timeoutMs: 1_000 })).toBe(1);
  });
  it('ends with PROBE_TIMEOUT when the time is over', async () => {
    await expect(within('work', never, { timeoutMs: 5 })).rejects.toMatchObject({ code: 'PROBE_TIMEOUT', message: 'work: no end after 5 ms' });
  });
  it('ends with ABORTED at once when the signal is, or was, aborted', async () => {
    const stop = new AbortController();
    const waiting = within('work', never, { signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(within('work', never, { signal: stop.signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
