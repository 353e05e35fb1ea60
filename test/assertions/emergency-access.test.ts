import { describe, expect, it } from 'vitest';
import { emergencyAccess } from '../../src/assertions/emergency-access.ts';
import type { AssertionContext } from '../../src/model/kind.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { ReadingOutcome } from '../../src/model/reading.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

const sound = { opened: true, asked: 3, reads: 3, unlogged: 0, othersAsked: 2, others: 0, writes: 0, outside: 0 };

/** After the restore, of a shop that does not let the account in any more; `summary` is what the watcher says. */
async function after(summary: JsonObject | null): Promise<ReadingOutcome> {
  const { context } = memoryMirror();
  const session = { request: async () => ({ status: 401 }), cookies: () => '', [Symbol.asyncDispose]: async () => undefined };
  return await emergencyAccess.check({}, {
    ...context,
    mirror: { ...context.mirror, http: { session: () => session } },
    reference: { id: 7, login: 'break-glass', role: 'pharmacist', password: 'p', applicationPassword: 'a' },
    moment: 'after',
    watched: summary === null ? {} : { 'emergency-reads': { samples: 9, findings: [], summary } },
  } as unknown as AssertionContext<unknown>);
}

describe('emergency-access', () => {
  it('holds where the account read, alone, and each read is logged', async () =>
    expect(await after(sound)).toMatchObject({ reading: 'holds', counts: { reads: 3, othersAsked: 2, open: 0 } }));
  it.each([
    ['a read has no row in the access log', { unlogged: 1 }],
    ['somebody else was served', { others: 1 }],
    ['a write was taken', { writes: 1 }],
    ['the account read outside emergency mode', { outside: 1 }],
  ])('is broken where %s', async (_what, change) => expect(await after({ ...sound, ...change })).toMatchObject({ reading: 'broken' }));
  it('is broken where the account asked, and nobody could read', async () =>
    expect(await after({ ...sound, reads: 0 })).toMatchObject({ reading: 'broken', actual: expect.stringMatching(/^nobody could read in emergency mode/u) }));
  it('says nothing where emergency mode was over before the watcher asked', async () =>
    expect(await after({ ...sound, asked: 0, reads: 0 })).toMatchObject({ reading: 'not-run', actual: expect.stringContaining('over before') }));
  it('says nothing where the runbook never put it on, or nobody watched', async () => {
    for (const summary of [{ opened: false }, null]) expect(await after(summary)).toMatchObject({ reading: 'not-run', reason: 'no-sample' });
  });
});
