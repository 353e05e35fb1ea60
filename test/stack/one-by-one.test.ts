import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { oneByOne } from '../../src/stack/one-by-one.ts';

describe('one by one', () => {
  it('begins each when the one before has ended, and gives each its own end', async () => {
    const said: string[] = [];
    const turn = oneByOne();
    const work =
      (name: string, fails = false) =>
      async (): Promise<string> => {
        said.push(`${name} begins`);
        await sleep(5);
        said.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const ends = await Promise.allSettled([turn(work('a')), turn(work('b', true)), turn(work('c'))]);
    expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
