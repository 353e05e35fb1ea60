import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../model/ports/database.ts';

/** How much of production's time a reading may take. */
export interface Pace {
  /** Rest after each statement, as a multiple of the statement's own time: 1 leaves the server half of the time. */
  readonly rest: number;
  /** Wait while more threads than this run on the server; null never waits. */
  readonly maxRunning: number | null;
}

/** A monotonic clock's reading, milliseconds. */
type MonotonicMs = () => number;

const longestRestMs = 5_000;
const busyRestMs = 1_000;

/**
 * The same connection at a slow pace: after each statement it rests, and before each it waits while the server is busy.
 * Does not bound the length of one statement; the server does that (`max_statement_time`).
 */
export function paced(sql: Sql, pace: Pace, { monotonicMs, signal }: { readonly monotonicMs: MonotonicMs; readonly signal: AbortSignal }): Sql {
  const slowly = async <T>(statement: () => Promise<T>): Promise<T> => {
    await untilQuiet(sql, pace, signal);
    const began = monotonicMs();
    const answer = await statement();
    const restMs = Math.min((monotonicMs() - began) * pace.rest, longestRestMs);
    if (restMs >= 1) await sleep(restMs, undefined, { signal });
    return answer;
  };
  return {
    query: (text, values) => slowly(() => sql.query(text, values)),
    execute: (text, values) => slowly(() => sql.execute(text, values)),
  };
}

async function untilQuiet(sql: Sql, { maxRunning }: Pace, signal: AbortSignal): Promise<void> {
  if (maxRunning === null) return;
  for (;;) {
    const [row] = await sql.query("SHOW GLOBAL STATUS LIKE 'Threads_running'");
    if (Number(row?.['Value'] ?? 0) <= maxRunning) return;
    await sleep(busyRestMs, undefined, { signal });
  }
}
