import { setTimeout as sleep } from 'node:timers/promises';
import { DrillError } from '../model/errors.ts';

/** What ends a wait before the work does. */
export interface Bounds {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** Made when the time is over; default PROBE_TIMEOUT naming `what`. */
  readonly onTimeout?: (() => DrillError) | undefined;
}

/**
 * Awaits `work` within bounds. The loser goes on in the background and its failure is swallowed: callers end it
 * by closing what it waits for.
 * @throws {DrillError} PROBE_TIMEOUT after `timeoutMs`; ABORTED on `signal`.
 */
export async function within<T>(what: string, work: Promise<T>, bounds: Bounds): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(new DrillError('ABORTED', `${what}: interrupted`, { cause: bounds.signal?.reason }));
  const { timeoutMs } = bounds;
  const over = new AbortController();
  const onTimeout = (): void => reject(bounds.onTimeout?.() ?? new DrillError('PROBE_TIMEOUT', `${what}: no end after ${timeoutMs} ms`));
  if (timeoutMs !== undefined) sleep(timeoutMs, undefined, { signal: over.signal }).then(onTimeout, () => undefined);
  if (bounds.signal?.aborted === true) onAbort();
  bounds.signal?.addEventListener('abort', onAbort, { once: true });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, promise]);
  } finally {
    over.abort();
    bounds.signal?.removeEventListener('abort', onAbort);
  }
}
