import { afterEach, expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/stack/database.ts';

afterEach(() => void vi.useRealTimers());

it('asks for its server no more once an interrupted statement is given up, though that never ends', async () => {
  vi.useFakeTimers();
  const [interrupt, running] = [new AbortController(), vi.fn<() => Promise<boolean>>(async () => true)];
  const dial = (): Promise<never> => new Promise(() => undefined);
  const database = openDatabase({ dial, password: '', name: 'wordpress', prefix: 'wp_', running, signal: interrupt.signal });
  const statement = database.query('SELECT 1').catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(12_000);
  expect(running).toHaveBeenCalledTimes(2);
  interrupt.abort();
  expect(await statement).toMatchObject({ code: 'ABORTED' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(running).toHaveBeenCalledTimes(2);
});
