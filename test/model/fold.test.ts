import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/model/fold.ts';
import { faultInstant } from '../../src/model/fold/outages.ts';
import type { JournalEvent } from '../../src/model/journal.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import { journalEventSchema } from '../../src/model/journal-schema.ts';
import { resultSchema } from '../../src/model/result-schema.ts';
import { exitCodeOf } from '../../src/model/verdict.ts';
import { outcome, sampleJournal } from './sample-journal.ts';
import type { SampleChange } from './sample-journal.ts';
import { step } from './sample-plan.ts';

const codes = (change: SampleChange): readonly string[] => fold(sampleJournal(change)).reasons.map((reason) => reason.code);
const verdictOf = (change: SampleChange): string => fold(sampleJournal(change)).verdict;
const validResult = new Ajv2020().compile(resultSchema);
const validEvent = new Ajv2020({ discriminator: true }).compile(journalEventSchema);

/** A change of every fact of one type. */
function on<T extends JournalFact['type']>(type: T, change: (fact: Extract<JournalFact, { type: T }>) => JournalFact | null): SampleChange {
  return { fact: (fact) => (fact.type === type ? change(fact as Extract<JournalFact, { type: T }>) : fact) };
}
const reading = (assertion: string, moment: string, value: 'broken' | 'error' | 'not-run'): SampleChange =>
  on('reading-taken', (fact) =>
    fact.assertion === assertion && fact.moment === moment ? { ...fact, outcome: outcome(value, 'changed', value === 'broken' ? 'false' : 'exception') } : fact,
  );

describe('the instant of the failure', () => {
  const injected = (faultAt: string, silent: boolean): JournalEvent => ({ type: 'fault-injected', faultAt, silent }) as unknown as JournalEvent;
  it('is that of the first fault that was not silent: a backup that went wrong before is no outage', () => {
    expect(faultInstant([injected('first', true), injected('second', false), injected('third', false)])).toBe('second');
  });
  it('is that of the first fault where all were silent, and none before one', () => {
    expect(faultInstant([injected('first', true), injected('second', true)])).toBe('first');
    expect(faultInstant([])).toBeNull();
  });
});

describe('the fold of a whole journal', () => {
  const journal = sampleJournal();
  const result = fold(journal);

  it('passes a run in which everything held and everything was proven', () => {
    expect(result.reasons).toEqual([]);
    expect(result.verdict).toBe('pass');
    expect(exitCodeOf(result)).toBe(0);
  });
  it('measures RTO from the fault to the end of the last outage, and RPO back to the newest restored record', () => {
    expect(result.measured.rtoSeconds).toBeCloseTo(11.1, 3);
    expect(result.measured.rpoSeconds).toBeCloseTo(3.1, 3);
    expect(result.measured.rtoName).toBe('mirror RTO');
    expect(result.measured.services['checkout']?.downSeconds).toBeGreaterThan(9);
  });
  it('keeps machine, people and instrument apart', () => {
    expect(result.measured).toMatchObject({ machineSeconds: 7.82, humanWaitSeconds: 0, instrumentSeconds: 0.58, resolutionSeconds: 0.2 });
  });
  it('names the stand-in, the synthetic data and the equivalent step under what it did not prove', () => {
    const said = result.notProven.join('\n');
    for (const word of ['WooCommerce', 'synthetic', 'backup frequency', 'Set up an empty database server', 'stored in clear', 'demo'])
      expect(said).toContain(word);
    expect(said.match(/WooCommerce itself/gu)).toHaveLength(1);
  });
  it('writes results and events that fit their published schemas', () => {
    expect(validResult(JSON.parse(JSON.stringify(result))), JSON.stringify(validResult.errors)).toBe(true);
    for (const event of journal) expect(validEvent(event), `${event.type} ${JSON.stringify(validEvent.errors)}`).toBe(true);
  });
  it('folds the same journal to the same result', () => expect(fold(sampleJournal())).toEqual(result));
});

describe('the verdict of a run', () => {
  it.each([
    ['fails when an assertion is false after the restore', reading('phi-encryption', 'after', 'broken'), 'fail', 'assertion-failed'],
    ['is inconclusive when a check breaks down after the restore', reading('roles-unchanged', 'after', 'error'), 'inconclusive', 'assertion-inconclusive'],
    ['is inconclusive when a check was false before the failure', reading('checkout-works', 'before', 'broken'), 'inconclusive', 'assertion-inconclusive'],
    ['is inconclusive when a sabotage was missed', on('proof-ended', (fact) => ({ ...fact, proof: 'missed' })), 'inconclusive', 'assertion-inconclusive'],
    [
      'is inconclusive when the proof says caught and its reading does not',
      reading('phi-integrity', 'sabotaged', 'error'),
      'inconclusive',
      'assertion-inconclusive',
    ],
    ['is inconclusive when the fault was not observed', on('fault-observed', (fact) => ({ ...fact, observed: false })), 'inconclusive', 'fault-not-felt'],
    ['is inconclusive when no fault was injected', on('fault-injected', () => null), 'inconclusive', 'fault-not-injected'],
    ['fails when the RTO is exceeded', { plan: (plan) => ({ ...plan, objectives: { ...plan.objectives, rtoSeconds: 5 } }) }, 'fail', 'rto-exceeded'],
    ['fails when the RPO is exceeded', { plan: (plan) => ({ ...plan, objectives: { ...plan.objectives, rpoSeconds: 3 } }) }, 'fail', 'rpo-exceeded'],
    [
      'is inconclusive when the RPO was not measured',
      on('recovery-measured', (fact) => ({ ...fact, newestRestoredRecordAt: null })),
      'inconclusive',
      'rpo-not-measured',
    ],
    ['fails when a step failed', on('step-ended', (fact) => (fact.id === 'open-the-shop' ? { ...fact, state: 'failed' } : fact)), 'fail', 'step-failed'],
    [
      'fails when a service stays down',
      on('service-changed', (fact) =>
        fact.holds && fact.service === 'checkout' && Date.parse(fact.sampledAt) > Date.parse('2026-11-23T09:30:10Z') ? null : fact,
      ),
      'fail',
      'service-still-down',
    ],
    ['is inconclusive when something was left over', on('teardown-ended', (fact) => ({ ...fact, leftovers: ['volume x'] })), 'inconclusive', 'leftovers'],
    ['is inconclusive when the mirror reached the outside', on('isolation-probed', (fact) => ({ ...fact, succeeded: 1 })), 'inconclusive', 'mirror-leaks'],
    ['is inconclusive when the isolation was not probed', on('isolation-probed', () => null), 'inconclusive', 'isolation-not-probed'],
    ['is inconclusive when a watcher took no sample', on('watcher-ended', (fact) => ({ ...fact, samples: 0 })), 'inconclusive', 'watcher-lost'],
    ['is inconclusive when nothing is expected', { plan: (plan) => ({ ...plan, expect: [] }) }, 'inconclusive', 'nothing-run'],
  ] satisfies readonly (readonly [string, SampleChange, string, string])[])('%s', (_title, change, verdict, code) => {
    expect(verdictOf(change)).toBe(verdict);
    expect(codes(change)).toContain(code);
  });

  it('has no recovery time while a service is still down', () => {
    const change = on('service-changed', (fact) =>
      fact.holds && fact.service === 'checkout' && Date.parse(fact.sampledAt) > Date.parse('2026-11-23T09:30:10Z') ? null : fact,
    );
    const { measured, outages } = fold(sampleJournal(change));
    expect(measured.rtoSeconds).toBeNull();
    expect(measured.services).toMatchObject({ checkout: { downSeconds: null }, login: { downSeconds: 10.8 } });
    expect(outages.filter((outage) => outage.to === null).map((outage) => outage.service)).toEqual(['checkout']);
  });
  it('is interrupted, and exits 130, when a signal came', () => {
    const result = fold(
      sampleJournal({
        fact: (fact) => (fact.type === 'phase-started' && fact.phase === 'prove' ? [fact, { type: 'interrupted', signal: 'SIGINT', phase: 'prove' }] : fact),
      }),
    );
    expect(result.run.state).toBe('interrupted');
    expect(result.verdict).toBe('inconclusive');
    expect(exitCodeOf(result)).toBe(130);
  });
  it('is inconclusive when the run ended early by a failure of its own', () => {
    const result = fold(
      sampleJournal({
        fact: (fact) =>
          fact.type === 'phase-started' && fact.phase === 'prove'
            ? [fact, { type: 'run-failed', code: 'ENGINE_LOST', message: 'The engine went away.', phase: 'prove' }]
            : fact,
      }),
    );
    expect(result).toMatchObject({ verdict: 'inconclusive', run: { state: 'failed' }, failure: { code: 'ENGINE_LOST' } });
  });
  it('does not take the maintenance page of the restore for a failure that was felt', () => {
    const change: SampleChange = {
      fact: (fact) => {
        if (fact.type === 'reading-taken' && fact.moment === 'felt') return { ...fact, outcome: outcome('holds', 'as before') };
        return fact.type === 'service-changed' && !fact.holds ? { ...fact, sampledAt: '2026-11-23T09:30:10.500Z' } : fact;
      },
    };
    expect(codes(change)).toContain('fault-not-felt');
  });
  it('passes without proof only what noticed the failure itself', () => {
    const change: SampleChange = { plan: (plan) => ({ ...plan, prove: false }) };
    expect(fold(sampleJournal(change)).assertions.every((one) => one.verdict === 'inconclusive' && one.proof === 'not-run')).toBe(true);
    const noticed = reading('phi-integrity', 'felt', 'broken');
    expect(fold(sampleJournal({ ...change, ...noticed })).assertions[0]?.verdict).toBe('pass');
  });
});

describe('a manual step', () => {
  const change: SampleChange = { plan: (plan) => ({ ...plan, steps: [...plan.steps, step('call-the-hosting', 'Call the hosting company', 'manual', [])] }) };
  const attestation = {
    step: 'call-the-hosting',
    by: 'site-administrator',
    name: 'Demo',
    at: '2026-11-23T11:00:00.000Z',
    result: 'done',
    comment: '',
    keyId: 'k',
  } as const;

  it('keeps the run inconclusive until it is attested', () => {
    expect(codes(change)).toEqual(['step-pending']);
    expect(fold(sampleJournal(change), [attestation]).verdict).toBe('pass');
  });
  it('fails the run when the person attests that it failed', () =>
    expect(fold(sampleJournal(change), [{ ...attestation, result: 'failed' }]).verdict).toBe('fail'));
  it('is not attested by another role', () => expect(fold(sampleJournal(change), [{ ...attestation, by: 'nurse' }]).verdict).toBe('inconclusive'));
});

describe('a journal that breaks off', () => {
  const changes: readonly SampleChange[] = [{}, reading('phi-encryption', 'after', 'broken'), { plan: (plan) => ({ ...plan, prove: false }) }];

  it('folds every prefix to a valid result that does not pass', () => {
    for (const change of changes) {
      const journal = sampleJournal(change);
      for (let length = 0; length < journal.length; length += 1) {
        const result = fold(journal.slice(0, length));
        expect(result.verdict, `${length} events`).not.toBe('pass');
        expect(result.journal.sealed).toBe(false);
        if (length % 9 === 0) expect(validResult(JSON.parse(JSON.stringify(result))), JSON.stringify(validResult.errors)).toBe(true);
      }
    }
  });
  it('never passes with one fact of the proof, the readings or the teardown missing', () => {
    const journal = sampleJournal();
    const needed = new Set([
      'fault-injected',
      'fault-observed',
      'proof-ended',
      'step-ended',
      'watcher-ended',
      'recovery-measured',
      'teardown-ended',
      'run-finished',
      'isolation-probed',
      'isolation-counted',
      'sabotage-undone',
    ]);
    const indices = journal.flatMap((event, index) =>
      needed.has(event.type) || (event.type === 'reading-taken' && ['before', 'after', 'sabotaged', 'undone'].includes(event.moment)) ? [index] : [],
    );
    fc.assert(
      fc.property(fc.constantFrom(...indices), (dropped) => fold(journal.filter((_, index) => index !== dropped)).verdict !== 'pass'),
      { numRuns: 200 },
    );
  });
  it('is total on any selection of its events, in any order', () => {
    const journal = sampleJournal();
    fc.assert(
      fc.property(fc.shuffledSubarray([...journal], { maxLength: 40 }), (events) => {
        fold(events);
      }),
      { numRuns: 150 },
    );
  });
});
