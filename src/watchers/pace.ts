import { setTimeout as sleep } from 'node:timers/promises';
import { isAbort } from '../model/errors.ts';

export interface Pace {
  readonly everyMs: number;
  /** How many turns may be under way at once; a turn that finds no place is left out. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
}

/**
 * Calls `turn` at a steady pace until `stop` or the signal. A turn must not throw: what it learns is a value.
 * `stop` resolves when no turn is under way any more.
 */
export function keepPace({ everyMs, atOnce, signal }: Pace, turn: (n: number) => Promise<void>): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const both = AbortSignal.any([signal, stopping.signal]);
  const underWay = new Set<Promise<void>>();
  const loop = (async () => {
    for (let n = 0; !both.aborted; n += 1) {
      if (underWay.size < atOnce) {
        const one: Promise<void> = turn(n).finally(() => underWay.delete(one));
        underWay.add(one);
      }
      await sleep(everyMs, undefined, { signal: both }).catch((error: unknown) => {
        if (!isAbort(error)) throw error;
      });
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await loop;
      await Promise.all(underWay);
    },
  };
}
