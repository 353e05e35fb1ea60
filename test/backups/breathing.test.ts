import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { noKeys } from '../../src/backups/peel.ts';
import { Survey } from '../../src/backups/survey.ts';
import { memorySource } from './memory-source.ts';

/** How many turns the event loop took meanwhile. */
async function turnsOf(work: Promise<unknown>): Promise<number> {
  const over = new AbortController();
  const done = work.finally(() => over.abort());
  let turns = 0;
  while (!over.signal.aborted) {
    await setImmediate();
    turns += 1;
  }
  await done;
  return turns;
}

/** Looks at every chunk for 2 ms, as a scanner of SQL does. */
async function scanned(bytes: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of bytes) {
    const until = performance.now() + 2;
    while (performance.now() < until) chunk.subarray(0, 1);
  }
}

describe('reading a set', () => {
  const text = Buffer.alloc(3_000_000, 'INSERT INTO `t` VALUES (1);\n');

  it('lets everything else have its turn, although all of it is at hand', async () => {
    const survey = await Survey.of(memorySource({ 'dump.sql': text }, 30_000), noKeys, new AbortController().signal);
    expect(await turnsOf(scanned(survey.raw('dump.sql')))).toBeGreaterThan(15);
  });
});
