import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/model/fold.ts';
import { reporters } from '../../src/reporters/index.ts';
import { noneGiven } from '../../src/reporters/reporter.ts';
import { finalLines } from '../../src/reporters/terminal.ts';
import { outcome, sampleJournal } from '../model/sample-journal.ts';

const journal = sampleJournal();
const result = fold(journal);
const hostile = '<script>alert(1)</script>|`**x**`\n# heading\u001b[31m';
const strange = fold(
  sampleJournal({
    plan: (plan) => ({ ...plan, drill: { ...plan.drill, title: hostile } }),
    fact: (fact) => (fact.type === 'reading-taken' ? { ...fact, outcome: outcome('broken', hostile, 'false') } : fact),
  }),
);
const rendered = (kind: string, of = result): string =>
  reporters
    .find((one) => one.kind === kind)
    ?.render(of, noneGiven)
    .toString() ?? '';

describe.each(reporters.map((reporter) => [reporter.kind, reporter] as const))('the reporter %s', (_kind, reporter) => {
  it('writes the same bytes for the same result', () =>
    expect(reporter.render(fold(sampleJournal()), noneGiven).equals(reporter.render(result, noneGiven))).toBe(true));
  it('renders what any prefix of a journal says', () => {
    fc.assert(
      fc.property(fc.nat({ max: journal.length }), (length) => reporter.render(fold(journal.slice(0, length)), noneGiven).length > 0),
      { numRuns: 25 },
    );
  });
  it('names a kind and a file of its own', () => expect(reporters.filter((one) => one.file === reporter.file || one.kind === reporter.kind)).toHaveLength(1));
});

describe('report.html', () => {
  it('does not know when a backup was made that says nothing of it', () => {
    const backup = {
      digest: result.runbook.digest,
      bytes: 1,
      newestRecordAt: '2026-11-23T07:08:09.000Z',
      encryption: { kind: 'age', keyId: '' },
      rowsChangedDuring: 0,
    };
    const made = (takenAt: string | null): string =>
      /Backup made<[^]*?<dd[^>]*>([^]*?)<\/dd>/u.exec(rendered('html', { ...result, backup: { ...backup, takenAt } }))?.[1] ?? '';
    expect(made('2026-11-23T07:08:09.000Z')).toContain('07:08:09');
    expect(made(null)).toContain('not known');
  });
  it('shows verdict, grade, figures, readings in words, and what is not proven', () => {
    for (const words of [
      'Pass',
      'Evidence grade: demo',
      'mirror RTO',
      '11.1 s',
      'within the objective of 15 min',
      'true before',
      'true after the restore',
      'sabotage detected',
      'What this run did not prove',
    ]) {
      expect(rendered('html')).toContain(words);
    }
  });
  it('puts what is not proven before the timeline', () =>
    expect(rendered('html').indexOf('What this run did not prove')).toBeLessThan(rendered('html').indexOf('id="timeline"')));
  it('loads nothing and runs nothing', () => {
    for (const pattern of [/<script/iu, /\bsrc=/iu, /@import/iu, /url\(/iu, /https?:\/\/(?!json-schema)/iu, /\son\w+=/iu])
      expect(rendered('html')).not.toMatch(pattern);
  });
  it('escapes whatever a definition or a check says', () => {
    expect(rendered('html', strange)).not.toContain('<script');
    expect(rendered('html', strange)).toContain('&lt;script');
  });
  it('gives every drawing a title and a description, and every table a caption', () => {
    const page = rendered('html');
    const count = (pattern: RegExp): number => [...page.matchAll(pattern)].length;
    expect(count(/<svg [^>]*role="img"/gu)).toBe(count(/<svg /gu));
    expect(count(/<desc /gu)).toBe(count(/<svg /gu));
    expect(count(/<caption>/gu)).toBe(count(/<table>/gu));
  });
  it('uses every id once', () => {
    const ids = [...rendered('html').matchAll(/\sid="([^"]+)"/gu)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('summary.md', () => {
  it('escapes Markdown and tables', () => {
    const text = rendered('summary', strange);
    expect(text).not.toMatch(/(?<!\\)<script/u);
    expect(text).not.toMatch(/^\\?# heading/mu);
    expect(text).not.toContain('**x**');
  });
  it('has a row for every check', () => expect(rendered('summary').match(/sabotage detected/gu)).toHaveLength(6));
});

describe('the lines at the end', () => {
  it('say verdict, grade, stand-in, figures, checks, gaps and path', () => {
    const text = finalLines(result, '/reports/x/report.html').join('\n');
    for (const words of [
      'PASS',
      'demo',
      'order-desk',
      'mirror RTO: 11.1 s, within',
      'RPO: 3.1 s',
      'phi-integrity',
      'sabotage detected',
      '(1 of its 8 steps in an equivalent way)',
      'The drill made this backup itself, just before the failure',
      'Not proven: 10 things',
      '/reports/x/report.html',
    ])
      expect(text).toContain(words);
  });
});
