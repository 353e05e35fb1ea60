import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeSource } from '../../src/model/fold/source.ts';
import { cappedVerdict, reasonCodes } from '../../src/model/verdict.ts';
import { fold } from '../../src/model/fold.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import type { BackupPlan } from '../../src/model/plan/drill.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { sampleJournal } from './sample-journal.ts';

const digest = `sha256:${'1'.repeat(64)}` as const;
const halfAnHourBefore = new Date(Date.parse(fold(sampleJournal()).run.startedAt) - 1_800_000).toISOString();
const fetched: JournalFact = { type: 'backup-fetched', where: '/sets', files: 2, bytes: 3, digest, tookMs: 90_500 };

/** The sample run as if its data had come from a production backup, with more facts before its end. */
function folded(backup: Partial<BackupPlan> = {}, more: readonly JournalFact[] = []): DrillResult {
  const data = { mode: 'production-backup', seed: 0, orders: 0, customers: 0, backup: { where: '/sets', asOf: null, baseline: null, ...backup } } as const;
  const fact = (one: JournalFact): JournalFact | readonly JournalFact[] => {
    if (one.type === 'recovery-measured') return { ...one, newestRestoredRecordAt: halfAnHourBefore };
    if (one.type === 'run-started') return { ...one, plan: { ...one.plan, data } };
    return one.type === 'run-finished' ? [...more, one] : one;
  };
  return fold(sampleJournal({ fact }));
}
const codes = (result: DrillResult): readonly string[] => result.reasons.map(({ code }) => code);

describe('a run on a production backup', () => {
  it('counts fetching the backup towards the recovery time, apart', () => {
    const without = folded().measured;
    const { rtoSeconds, rtoParts } = folded({}, [fetched]).measured;
    expect(rtoSeconds).toBeCloseTo((without.rtoSeconds ?? 0) + 90.5, 3);
    expect(rtoParts).toEqual({ ...without.rtoParts, fetchSeconds: 90.5 });
  });

  it('fails when fetching alone takes longer than the objective', () => {
    expect(codes(folded({}, [{ ...fetched, tookMs: 10_000_000 }]))).toContain('rto-exceeded');
  });

  it("counts the loss of records from the run's start, or from the instant that was named", () => {
    expect(folded().measured.rpoSeconds).toBe(1800);
    const later = new Date(Date.parse(halfAnHourBefore) + 7_200_000).toISOString();
    expect(folded({ asOf: later }).measured.rpoSeconds).toBe(7200);
    expect(codes(folded({ asOf: later }))).toContain('rpo-exceeded');
  });

  it('says what it did not prove: nothing of production itself without a baseline, and not that its data are synthetic', () => {
    const said = folded().notProven.join('\n');
    expect(said).toContain('there is no baseline of production');
    expect(said).not.toContain('synthetic');
    expect(folded({ baseline: 'production.json' }).notProven.join('\n')).not.toContain('there is no baseline');
  });

  const same = {
    type: 'baseline-compared',
    takenAt: '2026-01-02T00:00:00.000Z',
    newestInBackup: '2026-01-02T00:00:00.000Z',
    lost: 0,
    altered: 0,
    added: 0,
    exact: true,
    withinRows: 0,
    tables: {},
    absent: [],
    roles: 0,
    other: {},
    tookMs: 1,
  } as const satisfies JournalFact;
  const withBaseline = (change: Partial<typeof same> | object): DrillResult => folded({ baseline: 'b.json' }, [{ ...same, ...change }]);

  it("fails when rows of production's baseline are gone or altered in a later backup, and never for new ones", () => {
    expect(codes(withBaseline({}))).toEqual([]);
    expect(codes(withBaseline({ added: 7 }))).toEqual([]);
    expect(withBaseline({ added: 7 }).notProven.join('\n')).toContain('7 restored rows');
    for (const change of [{ lost: 1 }, { altered: 1 }, { lost: 1, exact: false, withinRows: 90 }])
      expect(withBaseline(change)).toMatchObject({ verdict: 'fail', reasons: [{ code: 'source-differs' }] });
  });

  it('cannot tell when the baseline may be the later one, holds no rows, was not compared, or roles differ', () => {
    const unclear = { verdict: 'inconclusive', reasons: [{ code: 'source-unclear' }] };
    expect(withBaseline({ lost: 1, takenAt: '2026-01-02T00:00:00.001Z' })).toMatchObject(unclear);
    expect(withBaseline({ added: 1, exact: false, withinRows: 90 })).toMatchObject(unclear);
    expect(withBaseline({ roles: 1 })).toMatchObject(unclear);
    expect(folded({ baseline: 'b.json' })).toMatchObject(unclear);
    expect(folded({ baseline: 'b.json' }, [{ type: 'baseline-refused', why: 'another map.' }])).toMatchObject(unclear);
  });

  it('never passes whatever is lost or altered, whenever the baseline was taken', () => {
    const day = fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z');
    const counted = fc.record({ lost: fc.nat(9), altered: fc.nat(9), added: fc.nat(9), exact: fc.boolean(), takenAt: day, newestInBackup: day });
    fc.assert(
      fc.property(counted, (one) => {
        const found = judgeSource({ ...same, ...one }).map(({ code }) => reasonCodes[code]);
        expect(found.length > 0).toBe(one.lost + one.altered > 0);
        expect(found.includes('fail')).toBe(one.lost + one.altered > 0 && one.takenAt <= one.newestInBackup);
      }),
    );
  });

  it('caps at inconclusive what rests on a part in which the mirror is not production, and nothing else', () => {
    const [first, second] = folded().assertions.map(({ kind }) => kind);
    const differences = [{ what: 'php', production: '8.1', mirror: '8.4', caps: [first ?? ''] }];
    const { assertions, notProven } = folded({ baseline: 'b.json' }, [same, { type: 'stack-compared', differences }]);
    expect(assertions.find(({ kind }) => kind === first)).toMatchObject({
      verdict: 'inconclusive',
      verdictReason: expect.stringContaining('production has 8.1'),
    });
    expect(assertions.find(({ kind }) => kind === second)).toMatchObject({ verdict: 'pass' });
    expect(notProven.join('\n')).toContain('php (8.1; here 8.4)');
  });

  it('keeps a fail a fail on another stack', () => {
    const failed = { verdict: 'fail', reason: 'false' } as const;
    expect(cappedVerdict(failed, 'php: production has 8.1')).toBe(failed);
  });

  it('is no pass when its evidence is withheld, or the set changed under it', () => {
    expect(folded({}, [{ type: 'bundle-withheld', hits: 2, searched: true }])).toMatchObject({ verdict: 'inconclusive' });
    expect(codes(folded({}, [{ type: 'bundle-withheld', hits: 0, searched: false }]))).toEqual(['bundle-withheld']);
    expect(codes(folded({}, [{ type: 'backup-rechecked', unchanged: false, by: 'contents' }]))).toEqual(['backup-changed']);
    expect(codes(folded({}, [{ type: 'backup-rechecked', unchanged: true, by: 'contents' }]))).toEqual([]);
  });

  it('is no pass when nobody could look at the set again', () => {
    expect(folded({}, [fetched])).toMatchObject({ verdict: 'inconclusive' });
    expect(codes(folded({}, [fetched]))).toEqual(['backup-not-rechecked']);
    expect(codes(folded({}, [fetched, { type: 'backup-rechecked', unchanged: true, by: 'contents' }]))).toEqual([]);
  });

  it('says when a set was compared by names and sizes alone', () => {
    const said = (by: 'contents' | 'sizes'): string => folded({}, [fetched, { type: 'backup-rechecked', unchanged: true, by }]).notProven.join(' ');
    expect(said('sizes')).toContain('names and sizes');
    expect(said('contents')).not.toContain('names and sizes');
  });
});
