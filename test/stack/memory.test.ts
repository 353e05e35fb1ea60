import { describe, expect, it } from 'vitest';
import { plainVariant } from '../../src/model/variant.ts';
import { mirrorsAtOnce } from '../../src/stack/memory.ts';

const gib = 1024 ** 3;

describe('how many mirrors stand at once', () => {
  it.each([
    [2, 24, 2],
    [8, 8, 2],
    [4, 2, 1],
    [3, 0, 1],
  ])('%i jobs on an engine with %i GiB are %i', (jobs, memory, atOnce) => {
    expect(mirrorsAtOnce(jobs, [plainVariant], memory * gib)).toEqual({ atOnce, mirrorMib: 2560 });
  });
  it('counts by the largest of them', () => {
    expect(mirrorsAtOnce(3, [plainVariant, { ...plainVariant, objectCache: true }], 8 * gib)).toEqual({ atOnce: 2, mirrorMib: 2816 });
  });
});
