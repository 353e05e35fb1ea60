import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/model/fold.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import type { DrillPlan } from '../../src/model/plan/drill.ts';
import type { PhiProtection } from '../../src/model/plan/phi-map.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { exitCodeOf } from '../../src/model/verdict.ts';
import { outcome, sampleJournal } from './sample-journal.ts';
import type { SampleChange } from './sample-journal.ts';

/** The result of a journal in which every fact of one type is changed, dropped (null), or followed by others. */
function folded<T extends JournalFact['type']>(
  type: T,
  change: (fact: Extract<JournalFact, { type: T }>) => JournalFact | readonly JournalFact[] | null,
): DrillResult {
  return fold(sampleJournal({ fact: (fact) => (fact.type === type ? change(fact as Extract<JournalFact, { type: T }>) : fact) }));
}
const codes = (result: DrillResult): readonly string[] => result.reasons.map((reason) => reason.code);

describe('what a watcher found', () => {
  const finding = (severity: 'high' | 'medium', by: { readonly ofIncident?: true } = {}): DrillResult =>
    folded('watcher-ended', (fact) =>
      fact.kind === 'phi-reads' ? { ...fact, findings: [{ severity, text: '3 records went to somebody without the right.', controls: [], ...by }] } : fact,
    );

  it('fails the run when it is severe, and names the watcher', () => {
    expect(finding('high')).toMatchObject({
      verdict: 'fail',
      reasons: [{ code: 'watcher-finding', text: 'The watcher phi-reads: 3 records went to somebody without the right.' }],
    });
  });
  it('is a finding only when it is what the fault itself did, and stays severe', () => {
    const result = finding('high', { ofIncident: true });
    expect(result.verdict).toBe('pass');
    expect(result.findings[0]).toMatchObject({ severity: 'high', text: '3 records went to somebody without the right.' });
  });
  it('is a finding only when it is not', () => expect(finding('medium').verdict).toBe('pass'));
});

describe("the site's own attempts to get out", () => {
  it('are not known, instead of none, when they were not counted', () => {
    const result = folded('isolation-counted', () => null);
    expect(result.isolation).toMatchObject({ egress: { probes: 14, attempted: null, succeeded: null }, mail: { captured: null }, http: { refused: null } });
    expect(codes(result)).toEqual(['isolation-not-counted']);
    expect(result.notProven.join('\n')).toContain('it was not counted');
  });
  it('are not known either when a probe of Muster got through, which is told', () => {
    const journal = sampleJournal({
      fact: (fact) => (fact.type === 'isolation-counted' ? null : fact.type === 'isolation-probed' ? { ...fact, succeeded: 2 } : fact),
    });
    expect(fold(journal).isolation.egress).toMatchObject({ attempted: null, succeeded: 2 });
    expect(codes(fold(journal))).toContain('mirror-leaks');
  });
});

describe('a proof', () => {
  const said = fc.constantFrom('caught', 'missed', 'not-run');
  const seen = fc.option(
    fc.record({ reading: fc.constantFrom('holds', 'broken', 'error', 'not-run'), reason: fc.constantFrom('false', 'unreachable', 'exception', undefined) }),
    { nil: null },
  );

  it('counts as caught only with a red reading of its own, the damage put back, and a green one after it', () => {
    fc.assert(
      fc.property(said, seen, seen, fc.constantFrom(true, false, null), (proof, sabotaged, undone, ok) => {
        const change: SampleChange = {
          fact: (fact) => {
            if (fact.type === 'proof-ended') return { ...fact, proof };
            if (fact.type === 'sabotage-undone') return ok === null ? null : { ...fact, ok };
            if (fact.type !== 'reading-taken' || (fact.moment !== 'sabotaged' && fact.moment !== 'undone')) return fact;
            const look = fact.moment === 'sabotaged' ? sabotaged : undone;
            return look === null ? null : { ...fact, outcome: outcome(look.reading, 'Seen.', look.reason) };
          },
        };
        const red = sabotaged?.reading === 'broken' && sabotaged.reason !== undefined && sabotaged.reason !== 'unreachable';
        const shown = red && undone?.reading === 'holds' && ok === true;
        const expected = proof === 'caught' && !shown ? 'not-run' : proof;
        expect(new Set(fold(sampleJournal(change)).assertions.map((one) => one.proof))).toEqual(new Set([expected]));
      }),
      { numRuns: 300 },
    );
  });
  it('never counts as caught without every one of its steps', () => {
    for (const type of ['sabotage-undone', 'reading-taken'] as const) {
      const result = folded(type, (fact) => (fact.type === 'reading-taken' && !['sabotaged', 'undone'].includes(fact.moment) ? fact : null));
      expect(result.assertions.every((one) => one.proof === 'not-run' && one.proofText.includes('caught'))).toBe(true);
    }
  });
});

describe('the end of the teardown', () => {
  it('makes what is left over known', () => expect(fold(sampleJournal()).teardown).toMatchObject({ known: true, leftovers: [] }));
  it('leaves it unknown when the run was killed before', () => {
    const journal = sampleJournal();
    const cut = fold(
      journal.slice(
        0,
        journal.findIndex((event) => event.type === 'teardown-ended'),
      ),
    );
    expect(cut.teardown).toMatchObject({ known: false, leftovers: [] });
    expect(cut.reasons.find((reason) => reason.code === 'teardown-missing')?.text).toContain('muster sweep');
  });
});

describe('the declared backup schedule', () => {
  it('is a finding when it allows more loss than the objective', () => {
    const change: SampleChange = { plan: (plan) => ({ ...plan, site: { ...plan.site, backup: { ...plan.site.backup, everySeconds: 3600 } } }) };
    const result = fold(sampleJournal(change));
    expect(result.verdict).toBe('pass');
    expect(result.findings).toContainEqual(
      expect.objectContaining({
        id: 'backup-schedule-1',
        severity: 'medium',
        text: 'The declared backup schedule allows a loss of 1 h 2 min, over the objective of 1 h.',
      }),
    );
  });
  it('is none otherwise', () => expect(fold(sampleJournal()).findings.map((one) => one.id)).not.toContain('backup-schedule-1'));
});

describe('the recovery time', () => {
  const unnoticed = (reason: 'false' | 'unreachable'): DrillResult =>
    fold(
      sampleJournal({
        fact: (fact) => {
          if (fact.type === 'service-changed') return fact.holds ? fact : null;
          return fact.type === 'reading-taken' && fact.moment === 'felt' ? { ...fact, outcome: outcome('broken', 'Seen.', reason) } : fact;
        },
      }),
    );

  it('ends an outage when the sample that worked was answered, and begins it when the one that failed was asked', () => {
    expect(fold(sampleJournal()).outages[0]).toMatchObject({ from: '2026-11-23T09:30:08.300Z', to: '2026-11-23T09:30:19.100Z', seconds: 10.8 });
  });
  it('is that of the last step when the failure was noticed, yet no service went down', () => {
    const { measured, verdict } = unnoticed('false');
    expect(measured).toMatchObject({ rtoSeconds: 10.6, rtoUntil: 'last-step' });
    expect(verdict).toBe('pass');
  });
  it('is not known when nothing but silence was seen', () => {
    const result = unnoticed('unreachable');
    expect(result.measured).toMatchObject({ rtoSeconds: null, rtoUntil: null, rtoParts: null });
    expect(codes(result)).toEqual(['no-outage-seen']);
    expect(result.verdict).toBe('inconclusive');
  });
  it('says how much of it no step explains', () => {
    const { rtoParts, rtoSeconds } = fold(sampleJournal()).measured;
    expect(rtoParts).toEqual({ beforeStepsSeconds: 1.9, stepsSeconds: 8, unexplainedSeconds: 1.2 });
    expect(rtoSeconds).toBe(11.1);
  });
  it('is never less than its parts, whatever was recorded', () => {
    const journal = sampleJournal();
    fc.assert(
      fc.property(fc.shuffledSubarray([...journal]), (events) => {
        const { rtoParts: parts, rtoSeconds } = fold(events).measured;
        expect(parts === null).toBe(rtoSeconds === null);
        if (parts === null) return;
        expect(Math.min(...Object.values(parts))).toBeGreaterThanOrEqual(0);
        expect(parts.beforeStepsSeconds + parts.stepsSeconds + parts.unexplainedSeconds).toBeCloseTo(rtoSeconds ?? -1, 2);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the search of the run's own outputs", () => {
  it('is in the result', () => expect(fold(sampleJournal()).leakScan).toEqual({ values: 5204, files: 6, hits: 0 }));
  it('fails the run when something was found', () => {
    const result = folded('leak-scanned', (fact) => ({ ...fact, hits: 2 }));
    expect(result.verdict).toBe('fail');
    expect(codes(result)).toEqual(['leak-found']);
  });
  it('is not covered by a later one that found nothing', () =>
    expect(codes(folded('leak-scanned', (fact) => [{ ...fact, hits: 1 }, fact]))).toEqual(['leak-found']));
  it('is not proven when it was not made', () => {
    const result = folded('leak-scanned', () => null);
    expect(result.leakScan).toBeNull();
    expect(result.notProven.join('\n')).toContain('searched');
  });
});

describe('an interruption', () => {
  const signal: JournalFact = { type: 'interrupted', signal: 'SIGINT', phase: 'teardown' };

  it('during the teardown makes the run interrupted', () => {
    const result = folded('teardown-ended', (fact) => [signal, fact]);
    expect(result.run.state).toBe('interrupted');
    expect(exitCodeOf(result)).toBe(130);
  });
  it('during the teardown of a failed run is told beside the failure', () => {
    const failed: JournalFact = { type: 'run-failed', code: 'ENGINE_LOST', message: 'The engine went away.', phase: 'prove' };
    const result = folded('teardown-ended', (fact) => [failed, signal, fact]);
    expect(result).toMatchObject({ run: { state: 'interrupted' }, failure: { code: 'ENGINE_LOST' } });
    expect(codes(result)).toEqual(expect.arrayContaining(['interrupted', 'run-failed']));
  });
});

describe('what is not proven', () => {
  const left = (moment: string): readonly string[] =>
    folded('reading-taken', (fact) => (fact.moment === moment ? { ...fact, outcome: { ...fact.outcome, notProven: ['That the moon is round.'] } } : fact))
      .notProven;

  it.each([['before'], ['after']])('holds what a reading %s left open, once', (moment) =>
    expect(left(moment).filter((sentence) => sentence.includes('moon'))).toEqual(['That the moon is round.']),
  );
  it('holds nothing of a look at damage', () => expect(left('sabotaged').join()).not.toContain('moon'));
  it('holds what a failure was caused without, once', () => {
    const said = folded('fault-injected', (fact) => ({ ...fact, notProven: ['That the tide turns.'] })).notProven;
    expect(said.filter((sentence) => sentence.includes('tide'))).toEqual(['That the tide turns.']);
  });
  it('holds what the tables of WooCommerce’s reports lack, where it is real and the data are synthetic', () => {
    const said = (standIn: boolean): string =>
      folded('stack-described', (fact) => ({ ...fact, commerce: { name: 'woocommerce', version: '11.0.1', standIn } })).notProven.join();
    expect(said(false)).toMatch(/hold the synthetic orders alone[^]*wc_order_tax_lookup, wc_order_coupon_lookup/u);
    expect(said(true)).not.toContain('wc_order_stats');
  });
  it('holds every path whose gap production has, with owner and end', () => {
    const gap = {
      gap: 'unlogged-reads',
      paths: ['rest-single', 'rest-list'],
      owner: 'privacy-officer',
      reason: 'Replaced in spring',
      expires: '2027-03-31',
    } as const;
    const plan = (given: DrillPlan): DrillPlan => ({ ...given, site: { ...given.site, knownGaps: [gap] } });
    expect(fold(sampleJournal({ plan })).notProven).toContain(
      'That reads on rest-single, rest-list are logged: the gap is known in production, waived by the privacy-officer until 2027-03-31 (Replaced in spring).',
    );
  });
});

describe('a run that ended before its failure', () => {
  const early = (): DrillResult => {
    const events = sampleJournal();
    return fold(
      events.slice(
        0,
        events.findIndex(({ type }) => type === 'fault-intended'),
      ),
    );
  };
  const text = (result: DrillResult): string => result.notProven.join('\n');

  it('says that steps were not carried out, not that they were done in an equivalent way', () => {
    expect(text(fold(sampleJournal()))).toContain('equivalent way');
    expect(text(early())).not.toContain('equivalent way');
    expect(text(early())).toContain('it was not carried out');
  });
  it('blames no detection for a failure that was not caused', () => {
    expect(text(early())).toContain('Detection: no failure was caused.');
    expect(text(fold(sampleJournal()))).toContain("Detection by the shop's own monitoring: it was the drill's availability that noticed the failure.");
  });
  it('gives no count for a restore that nobody looked at, and says when something was found', () => {
    const [one] = early().assertions;
    expect(one).toMatchObject({ after: 'not-run', counts: {}, actual: expect.stringMatching(/^before the failure: /u) });
    expect(fold(sampleJournal()).assertions[0]?.actual).not.toContain('before the failure');
  });
});

describe('what encryption is not proven', () => {
  const protectedBy = (protection: PhiProtection, after: 'holds' | 'broken' = 'holds'): readonly string[] => {
    const plan = (given: DrillPlan): DrillPlan => ({
      ...given,
      site: { ...given.site, phiMap: { ...given.site.phiMap, tables: given.site.phiMap.tables.map((table) => ({ ...table, protection })) } },
    });
    const fact = (given: JournalFact): JournalFact =>
      given.type === 'reading-taken' && given.assertion === 'phi-encryption' && given.moment === 'after'
        ? { ...given, outcome: outcome(after, 'Looked.', 'false') }
        : given;
    return fold(sampleJournal({ plan, fact })).notProven.filter((sentence) => sentence.startsWith('Encryption of'));
  };

  it("is production's own tablespace, where the mirror's server said that it is encrypted", () =>
    expect(protectedBy({ kind: 'tablespace', attestedBy: 'hosting' })).toEqual([
      expect.stringContaining("production's own tablespaces were not looked at; they and their keys are attested by hosting"),
    ]));
  it('is all of it, where nobody got that answer', () =>
    expect(protectedBy({ kind: 'tablespace', attestedBy: 'hosting' }, 'broken')).toEqual([expect.stringContaining('attested by hosting, not looked at')]));
  it("is all of a volume's, whatever else held", () =>
    expect(protectedBy({ kind: 'volume', attestedBy: 'hosting' })).toEqual([
      expect.stringContaining("the volume's encryption is attested by hosting, not looked at"),
    ]));
});
