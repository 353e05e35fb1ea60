import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { DrillError } from '../model/errors.ts';
import type { Piece, Recipe, Stretch } from './made-rows.ts';

export interface MadeStretch {
  readonly stretch: Stretch;
  readonly pieces: readonly Piece[];
}

const span = 100;
/** How far a thread may be ahead of the reader. */
const stretchesAhead = 3;
/** What a thread may hold of young garbage: its rows are strings for a moment only. */
const threadLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/**
 * Every record's rows, a stretch at a time in ascending order: made here with no threads, else ahead of the
 * reader by a few stretches. The same rows either way. Ends its threads with the loop, whatever ends that.
 */
export async function* makeStretches(
  recipe: Recipe,
  { threads, signal }: { readonly threads: number; readonly signal: AbortSignal },
): AsyncGenerator<MadeStretch> {
  const makers = threads === 0 ? [await makerHere(recipe)] : Array.from({ length: threads }, () => maker(recipe));
  try {
    const ahead: Promise<MadeStretch>[] = [];
    let turn = 0;
    for (const stretch of stretches(recipe)) {
      signal.throwIfAborted();
      const made = makers[turn % makers.length]?.make(stretch);
      turn += 1;
      made?.catch(() => undefined);
      if (made !== undefined) ahead.push(made);
      const next = ahead.length > threads * stretchesAhead ? ahead.shift() : undefined;
      if (next !== undefined) yield await next;
    }
    for (const made of ahead) yield await made;
  } finally {
    await Promise.all(makers.map((one) => one.stop()));
  }
}

function* stretches({ size }: Recipe): Generator<Stretch> {
  for (let from = 1; from <= size.customers; from += span) yield { what: 'patients', from, to: Math.min(size.customers, from + span - 1) };
  for (let from = 1; from <= size.orders; from += span) yield { what: 'orders', from, to: Math.min(size.orders, from + span - 1) };
}

interface Maker {
  /** Answers come in the order of the questions. */
  make(stretch: Stretch): Promise<MadeStretch>;
  stop(): Promise<void>;
}

/** Without a thread. Only here are the word lists loaded into this one: they are large. */
async function makerHere(recipe: Recipe): Promise<Maker> {
  const { makeRows } = await import('./made-rows.ts');
  return { make: async (stretch) => ({ stretch, pieces: makeRows(recipe, stretch) }), stop: async () => undefined };
}

function maker(recipe: Recipe): Maker {
  const worker = new Worker(new URL('row-maker-thread.ts', import.meta.url), { workerData: recipe, resourceLimits: threadLimits });
  worker.setMaxListeners(0);
  let last: Promise<unknown> = Promise.resolve();
  return {
    make: (stretch) => {
      const before = last;
      const made = before.then(async () => {
        worker.postMessage(stretch, []);
        const [pieces] = (await once(worker, 'message')) as [readonly Piece[]];
        return { stretch, pieces };
      });
      last = made.catch(() => undefined);
      return made.catch((cause: unknown) => {
        throw new DrillError('BUG', 'making synthetic rows: a worker thread failed', { cause });
      });
    },
    stop: async () => void (await worker.terminate()),
  };
}
