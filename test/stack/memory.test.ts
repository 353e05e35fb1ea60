import { describe, expect, it } from 'vitest';
import { plainVariant } from '../../src/model/variant.ts';
import { memoryMibOf } from '../../src/stack/container-spec.ts';
import { mirrorsAtOnce } from '../../src/stack/memory.ts';

const mib = 1024 ** 2;
const mirror = memoryMibOf(plainVariant);
/** What the engine keeps for itself and for the host. */
const kept = 1024;

describe('how many mirrors stand at once', () => {
  it.each([
    ['as many as were asked for, where there is room for more', 2, kept + 3 * mirror, 2],
    ['as many as their limits have room for, to the last mebibyte', 8, kept + 2 * mirror, 2],
    ['one fewer, a mebibyte below', 8, kept + 2 * mirror - 1, 1],
    ['one, however little there is', 4, 512, 1],
    ['one, where the engine does not say', 3, 0, 1],
  ])('is %s', (_what, jobs, memory, atOnce) => {
    expect(mirrorsAtOnce(jobs, [plainVariant], memory * mib)).toEqual({ atOnce, mirrorMib: mirror });
  });
  it('is counted by the largest of them', () => {
    const withRedis = { ...plainVariant, objectCache: true };
    expect(memoryMibOf(withRedis)).toBeGreaterThan(mirror);
    expect(mirrorsAtOnce(3, [plainVariant, withRedis], (kept + 2 * mirror) * mib)).toEqual({ atOnce: 1, mirrorMib: memoryMibOf(withRedis) });
  });
});
