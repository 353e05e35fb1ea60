import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { changeVersion } from '../../src/faults/change-version.ts';
import type { FaultOutcome } from '../../src/model/kind.ts';
import type { Release } from '../../src/model/ports/mirror.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

const release = (version: string): Release => ({ version, whole: true, files: () => Readable.from([version]) });

/** Changes rx-intake 10.6.2 on a host that has these releases of it. */
async function changed(to: 'newer' | 'older', releases: readonly string[]): Promise<FaultOutcome> {
  const { context, answers } = memoryMirror();
  answers.set('sed -n', { stdout: '10.6.2\n' });
  const mirror = { ...context.mirror, releases: async () => releases.map(release) };
  return await changeVersion.inject({ plugin: 'rx-intake', to }, { ...context, mirror });
}

describe('change-version', () => {
  it.each([
    ['newer', '11.0.1'],
    ['older', '10.5.0'],
  ] as const)('puts the code of the newest %s release in place, whatever number of digits, and leaves nothing unproven by it', async (to, is) => {
    const outcome = await changed(to, ['9.9.0', '11.0.1', '10.6.2', '10.5.0', '10.7.0']);
    expect(outcome.data).toEqual({ plugin: 'rx-intake', was: '10.6.2', is, code: true });
    expect(outcome.notProven).toBeUndefined();
  });
  it('says that only a number changed where this host has no other release', async () => {
    const outcome = await changed('newer', ['10.6.2', '10.5.0']);
    expect(outcome.data).toMatchObject({ is: '99.0.0', code: false });
    expect(outcome.notProven).toEqual([expect.stringContaining('no newer release of rx-intake')]);
  });
});
