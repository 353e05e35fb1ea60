import { performance } from 'node:perf_hooks';
import type { Clock } from '../model/ports/clock.ts';

/** The host's clock; the only place where time is read. */
export function systemClock(): Clock {
  return {
    now: () => new Date().toISOString(),
    monotonicMs: () => performance.now(),
  };
}
