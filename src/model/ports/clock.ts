import type { Instant } from '../json.ts';

/** Wall instants and a monotonic side that never goes back. Durations come from `monotonicMs` only. */
export interface Clock {
  now(): Instant;
  monotonicMs(): number;
}
