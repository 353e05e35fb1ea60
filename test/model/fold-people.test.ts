import { describe, expect, it } from 'vitest';
import { fold } from '../../src/model/fold.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import { sampleJournal } from './sample-journal.ts';

const withDeputy = sampleJournal({
  plan: (plan) => ({
    ...plan,
    site: {
      ...plan.site,
      people: {
        ...plan.site.people,
        roles: plan.site.people.roles.map((role) =>
          role.id === 'database-administrator' ? { ...role, deputy: { name: 'Demo Second', trained: '2026-08-01', keyId: 'ed25519:1' } } : role,
        ),
      },
    },
  }),
  fact: (one) =>
    one.type === 'run-started'
      ? [one, { type: 'people-recorded', preparedBy: 'Op', participants: [{ role: 'observer', name: 'A. Auditor' }], absent: ['database-administrator'] }]
      : one,
});

describe('who took part', () => {
  it('is the plan alone when nothing was said', () => {
    const { people } = fold(sampleJournal());
    expect(people).toMatchObject({ preparedBy: '', absent: [] });
    expect(people.participants.every((one) => one.actual === undefined)).toBe(true);
  });
  it('names the absent, their deputies with the training of the deputy, and guests', () => {
    const { people } = fold(withDeputy);
    expect(people.absent).toEqual([{ role: 'database-administrator', name: 'Demo Administrator', deputy: 'Demo Second' }]);
    expect(people.participants).toContainEqual({ role: 'database-administrator', name: 'Demo Administrator', trained: '2026-08-01', actual: 'Demo Second' });
    expect(people.participants.at(-1)).toEqual({ role: 'observer', name: 'A. Auditor', trained: '' });
    expect(people.roster).toContainEqual({ role: 'database-administrator', name: 'Demo Second', as: 'deputy', keyId: 'ed25519:1' });
  });
});

describe('a key person who is away', () => {
  const away = (absent: readonly string[], participants: readonly { readonly role: string; readonly name: string }[] = []) =>
    fold(
      sampleJournal({ fact: (one) => (one.type === 'run-started' ? [one, { type: 'people-recorded', preparedBy: '', participants, absent }] : one) }),
    ).findings.filter((one) => one.id.startsWith('absent-'));

  it('is a finding where nobody stands in', () => {
    expect(away(['database-administrator'])).toMatchObject([{ id: 'absent-database-administrator-1', severity: 'medium' }]);
    expect(away([])).toEqual([]);
    expect(away(['database-administrator'], [{ role: 'database-administrator', name: 'B. Stand-in' }])).toEqual([]);
    expect(fold(withDeputy).findings.filter((one) => one.id.startsWith('absent-'))).toEqual([]);
  });
});

describe('a finding', () => {
  const failing = (before: JournalFact) =>
    fold(
      sampleJournal({
        fact: (one) => {
          if (one.type === 'run-started') return [one, before];
          return one.type === 'reading-taken' && one.assertion === 'phi-integrity' && one.moment === 'after'
            ? { ...one, outcome: { ...one.outcome, reading: 'broken' } }
            : one;
        },
      }),
    ).findings.find((one) => one.id === 'phi-integrity-1');

  it('is repeated when the predecessor had it too, and names that run', () => {
    expect(failing({ type: 'predecessor-noted', runId: 'earlier', text: '', findings: ['phi-integrity-1'] })?.repeatOf).toBe('earlier');
    expect(failing({ type: 'predecessor-noted', runId: 'earlier', text: '', findings: ['orders-lost-1'] })?.repeatOf).toBeNull();
    expect(failing({ type: 'predecessor-noted', runId: null, text: '', findings: [] })?.repeatOf).toBeNull();
  });
});

describe('the simulated incident', () => {
  it('has its milestones in order, the recovery never declared by Muster', () => {
    const { timeline = [] } = fold(sampleJournal()).incident;
    expect(timeline.map((one) => one.what)).toEqual(
      expect.arrayContaining(['injected', 'detected', 'declared', 'backup-selected', 'restored', 'validated', 'recovery-declared']),
    );
    const reached = timeline.flatMap((one) => one.at ?? []);
    expect(reached.length).toBe(timeline.length - 1);
    expect(reached).toEqual(reached.toSorted());
    expect(timeline.at(-1)).toMatchObject({ what: 'recovery-declared', at: null, by: 'security-official' });
  });
  it('was not validated when a check was false after the restore', () => {
    const { timeline = [] } = fold(
      sampleJournal({
        fact: (one) => (one.type === 'reading-taken' && one.moment === 'after' ? { ...one, outcome: { ...one.outcome, reading: 'broken' } } : one),
      }),
    ).incident;
    expect(timeline.find((one) => one.what === 'validated')?.at).toBeNull();
  });
  it('fills the four factors with what was seen, as an exercise, and concludes nothing', () => {
    const { breachWorksheet } = fold(sampleJournal()).incident;
    expect(breachWorksheet).toMatchObject({ exercise: true, assessedBy: 'privacy-officer' });
    expect(breachWorksheet?.factors.map((one) => one.citation)).toEqual(['164.402(2)(i)', '164.402(2)(ii)', '164.402(2)(iii)', '164.402(2)(iv)']);
    expect(breachWorksheet?.factors.every((one) => one.observed.length > 0)).toBe(true);
  });
  it('says of a run that ended early that nothing was counted', () => {
    const { breachWorksheet, timeline = [] } = fold(sampleJournal().slice(0, 4)).incident;
    expect(breachWorksheet?.factors[2]?.observed).toEqual(['Reads of protected data were not counted.', 'Attempts to send data out were not counted.']);
    expect(timeline.every((one) => one.at === null)).toBe(true);
  });
});
