import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertionVerdict, reasonCodes, runVerdict, worst } from '../../src/model/verdict.ts';
import type { AssertionReadings, ReasonCode } from '../../src/model/verdict.ts';

const values = ['holds', 'broken', 'error', 'not-run'] as const;
const reasons = ['unreachable', 'false', 'exception', 'no-sample', null] as const;
const proofs = ['caught', 'missed', 'not-run'] as const;
/** All 960 of them: a law that is checked on every case needs no luck. */
const every: readonly AssertionReadings[] = values.flatMap((before) =>
  values.flatMap((felt) => values.flatMap((after) => reasons.flatMap((feltReason) => proofs.map((proof) => ({ before, felt, feltReason, after, proof }))))),
);
const code = fc.constantFrom(...(Object.keys(reasonCodes) as ReasonCode[]));

describe('the verdict of an assertion', () => {
  it('passes only what held before and after and was seen to be able to fail', () => {
    for (const one of every) {
      const seenFalse = one.proof === 'caught' || (one.felt === 'broken' && one.feltReason !== null && one.feltReason !== 'unreachable');
      const may = one.before === 'holds' && one.after === 'holds' && one.proof !== 'missed' && seenFalse;
      expect(assertionVerdict(one).verdict === 'pass', JSON.stringify(one)).toBe(may);
    }
  });
  it('fails only what was true before and false after', () => {
    for (const one of every) expect(assertionVerdict(one).verdict === 'fail', JSON.stringify(one)).toBe(one.before === 'holds' && one.after === 'broken');
  });
  it('never gets better when before or after gets worse', () => {
    const rank = { pass: 0, inconclusive: 1, fail: 2 };
    for (const one of every) {
      const good = rank[assertionVerdict({ ...one, before: 'holds', after: 'holds' }).verdict];
      expect(rank[assertionVerdict({ ...one, before: 'holds' }).verdict]).toBeGreaterThanOrEqual(good);
      expect(rank[assertionVerdict({ ...one, after: 'holds' }).verdict]).toBeGreaterThanOrEqual(good);
    }
  });
  it('does not say that something did not hold which nobody looked at', () => {
    const unseen = { before: 'not-run', felt: 'not-run', feltReason: null, after: 'not-run', proof: 'not-run' } as const;
    expect(assertionVerdict(unseen).reason).toBe('Before the failure it was not looked at, so a restore cannot be judged by it.');
  });
  it('says in every case why', () => expect(every.every((one) => assertionVerdict(one).reason.length > 20)).toBe(true));
});

describe('the verdict of a run', () => {
  it('is the worst of its reasons, and pass only without any', () => {
    fc.assert(
      fc.property(fc.array(code), (codes) => {
        const { verdict, reasons: sorted } = runVerdict(codes.map((one) => ({ code: one, text: one })));
        expect(verdict).toBe(worst(codes.map((one) => reasonCodes[one])));
        expect(verdict === 'pass').toBe(codes.length === 0);
        const kinds = sorted.map((reason) => reasonCodes[reason.code]);
        expect(kinds).toEqual([...kinds.filter((kind) => kind === 'fail'), ...kinds.filter((kind) => kind === 'inconclusive')]);
      }),
    );
  });
  it('never gets better by one more reason', () => {
    fc.assert(
      fc.property(fc.array(code), code, (codes, more) => {
        const verdict = (list: readonly ReasonCode[]): string => runVerdict(list.map((one) => ({ code: one, text: '' }))).verdict;
        expect(worst([verdict(codes), verdict([...codes, more])] as never)).toBe(verdict([...codes, more]));
      }),
    );
  });
});
