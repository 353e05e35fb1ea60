import { setTimeout as sleep } from 'node:timers/promises';
import { DrillError } from '../model/errors.ts';

/**
 * Awaits `work`; once `signal` is aborted, for `graceMs` more at most. What still goes on then is left alone, and its
 * failure swallowed: nothing can end what waits for an engine that hangs.
 * @throws {DrillError} ABORTED when it was left; what `work` throws.
 */
export async function inGrace<T>(work: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T> {
  const over = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = (): void =>
    void sleep(graceMs, undefined, { signal: over.signal }).then(
      () => reject(new DrillError('ABORTED', `what was under way did not end within ${graceMs / 1000} s`)),
      () => undefined,
    );
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, promise]);
  } finally {
    over.abort();
    signal.removeEventListener('abort', leave);
  }
}
