import { setTimeout as sleep } from 'node:timers/promises';
import { isAbort } from '../model/errors.ts';

export interface Pace {
  readonly everyMs: number;
  /** How many turns may be under way at once; a turn that finds no place is left out. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  /** Asked after each turn: false for no rest after a slow one. For a look that would come too late otherwise. */
  readonly rests?: () => boolean;
  /** Asked at the stop, when no turn is under way any more: true for one turn more. */
  readonly unsettled?: () => boolean;
}

/**
 * Calls `turn` at a steady pace until `stop` or the signal. A turn that took longer than the pace is followed by as long
 * a rest: what watches a slow shop must not be what makes it slower. A turn must not throw: what it learns is a value.
 * `stop` resolves when no turn is under way any more.
 */
export function keepPace({ everyMs, atOnce, signal, rests, unsettled }: Pace, turn: (n: number) => Promise<void>): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const both = AbortSignal.any([signal, stopping.signal]);
  const underWay = new Set<Promise<void>>();
  let restUntil = 0;
  const timed = async (n: number): Promise<void> => {
    const began = performance.now();
    await turn(n);
    const ended = performance.now();
    if (ended - began > everyMs && rests?.() !== false) restUntil = ended + (ended - began);
  };
  const loop = (async () => {
    for (let n = 0; !both.aborted; n += 1) {
      if (underWay.size < atOnce && performance.now() >= restUntil) {
        // A turn that throws could not write the journal: the run ends by that itself, at its own next event.
        const one: Promise<void> = timed(n)
          .catch(() => undefined)
          .finally(() => underWay.delete(one));
        underWay.add(one);
      }
      await sleep(everyMs, undefined, { signal: both }).catch((error: unknown) => {
        if (!isAbort(error)) throw error;
      });
    }
  })();
  const end = async (): Promise<void> => {
    await loop;
    await Promise.all(underWay);
    if (!signal.aborted && unsettled?.() === true) await turn(-1);
  };
  let ended: Promise<void> | null = null;
  return {
    async stop() {
      stopping.abort();
      await (ended ??= end());
    },
  };
}
