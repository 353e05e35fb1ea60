import { describe, expect, it } from 'vitest';
import { fold } from '../../src/model/fold.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { htmlReport } from '../../src/reporters/report/page.ts';
import { noneGiven } from '../../src/reporters/reporter.ts';
import { summary } from '../../src/reporters/summary.ts';
import { finalLines } from '../../src/reporters/terminal.ts';
import { outcome, sampleJournal } from '../model/sample-journal.ts';
import type { SampleChange } from '../model/sample-journal.ts';

const changed = (change: (fact: JournalFact) => JournalFact | readonly JournalFact[] | null): DrillResult => fold(sampleJournal({ fact: change }));
const whole = fold(sampleJournal());
/** The three outputs a person reads, with white space and Markdown's escapes gone. */
const outputs = (result: DrillResult): readonly string[] =>
  [htmlReport.render(result, noneGiven).toString(), summary.render(result, noneGiven).toString(), finalLines(result).join('\n')].map((text) =>
    text
      .replaceAll('\\', '')
      .replaceAll(/&(?:#39|apos);/gu, "'")
      .replaceAll(/\s+/gu, ' '),
  );
const html = (result: DrillResult): string => outputs(result)[0] ?? '';

function everywhere(result: DrillResult, ...sentences: readonly string[]): void {
  for (const output of outputs(result)) for (const sentence of sentences) expect(output).toContain(sentence);
}

describe('the page, the summary and the terminal', () => {
  it('say the same of a run that was interrupted during its teardown', () => {
    const result = changed((fact) => (fact.type === 'teardown-ended' ? [{ type: 'interrupted', signal: 'SIGTERM', phase: 'teardown' }, fact] : fact));
    everywhere(result, 'The run was interrupted.', 'interrupted by SIGTERM in the phase teardown');
  });
  it('say that what is left over is not known when the run was killed', () => {
    const journal = sampleJournal();
    const killed = fold(
      journal.slice(
        0,
        journal.findIndex((event) => event.type === 'teardown-ended'),
      ),
    );
    everywhere(killed, 'not known: run muster sweep', 'The run did not come to its end.');
  });
  it('say beside the RPO that the schedule allows more loss than the objective', () => {
    const change: SampleChange = { plan: (plan) => ({ ...plan, objectives: { ...plan.objectives, rpoSeconds: 60 } }) };
    const sentence = 'The declared backup schedule allows a loss of 32 min, over the objective of 1 min.';
    everywhere(fold(sampleJournal(change)), sentence);
    for (const output of outputs(whole)) expect(output).not.toContain('The declared backup schedule allows');
    const page = html(fold(sampleJournal(change)));
    expect(page.indexOf(sentence)).toBeLessThan(page.indexOf('id="timeline"'));
  });
  it('say how much of the recovery time no step explains', () =>
    everywhere(whole, '1.9 s before the first step, 8 s in steps, 1.2 s that no step explains (between steps and until the next sample).'));
  it('say when the recovery time is that of the last step', () => {
    const silent = changed((fact) => {
      if (fact.type === 'service-changed') return fact.holds ? fact : null;
      return fact.type === 'reading-taken' && fact.moment === 'felt' ? { ...fact, outcome: outcome('broken', 'Seen.', 'false') } : fact;
    });
    everywhere(silent, 'No outage was seen: until the last step ended.');
    expect(html(silent)).not.toContain('Time until every service worked again');
  });
  it("say that the site's attempts were not counted, and never that nothing got out", () => {
    const result = changed((fact) => (fact.type === 'isolation-counted' ? null : fact));
    everywhere(result, "none of 14 probes got out; the site's own attempts were not counted");
    for (const output of outputs(result)) expect(output).not.toContain('nothing got out');
    everywhere(whole, 'nothing got out');
  });
  it('say of health information only what was done', () => {
    everywhere(whole, '6 files of this run searched for 5204 protected values: none found');
    everywhere(
      changed((fact) => (fact.type === 'leak-scanned' ? null : fact)),
      'Written without health information by construction',
    );
    everywhere(
      changed((fact) => (fact.type === 'leak-scanned' ? { ...fact, hits: 2 } : fact)),
      '2 hits, not to be passed on',
      'leak-found',
    );
  });
});

describe('the page', () => {
  it('speaks of a proof only when one was made', () => {
    expect(html(whole)).toContain('then damaged on purpose, once per check,');
    const without = html(fold(sampleJournal({ plan: (plan) => ({ ...plan, prove: false }) })));
    expect(without).not.toContain('then damaged on purpose');
    expect(without).toContain('No proof was made');
  });
  it('says for how many checks it was made when it broke off', () => {
    const some = changed((fact) => (fact.type === 'reading-taken' && fact.moment === 'sabotaged' && fact.assertion !== 'phi-integrity' ? null : fact));
    expect(html(some)).toContain('then damaged on purpose, for 1 of the 6 checks,');
  });
  it('says that each check was read three times only when it was', () => {
    expect(html(whole)).toContain('Each check was read three times');
    const some = html(changed((fact) => (fact.type === 'reading-taken' && fact.moment === 'felt' && fact.assertion === 'phi-integrity' ? null : fact)));
    expect(some).not.toContain('Each check was read three times');
    expect(some).toContain('Not every one of these readings was taken in this run.');
  });
  it('says of each watcher until when it looked', () => {
    const page = html(whole);
    expect(page).toMatch(/>availability<.*?the shop was back.*?>canary-orders<.*?the shop was back.*?>phi-reads<.*?after the checks/su);
    expect(html(changed((fact) => (fact.type === 'watcher-ended' ? null : fact)))).toContain('its end is not recorded');
  });
});
