import type { Clock } from '../model/ports/clock.ts';

/** One reading for all who ask within `maxAgeMs` of its beginning; one that failed is not kept. */
export function shared<T>(read: () => Promise<T>, { clock, maxAgeMs }: { readonly clock: Clock; readonly maxAgeMs: number }): () => Promise<T> {
  let last: { readonly at: number; readonly value: Promise<T> } | null = null;
  return () => {
    if (last !== null && clock.monotonicMs() - last.at < maxAgeMs) return last.value;
    const reading = { at: clock.monotonicMs(), value: read() };
    last = reading;
    reading.value.catch(() => {
      if (last === reading) last = null;
    });
    return reading.value;
  };
}
