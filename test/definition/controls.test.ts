import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { checkFiles } from '../../src/definition/check-files.ts';
import { formatDiagnostic } from '../../src/definition/diagnostic.ts';
import { diskFiles } from '../../src/definition/files.ts';
import { readControls } from '../../src/definition/read-controls.ts';
import { controlOf, overdueReviews, type ControlCatalogue } from '../../src/model/controls.ts';
import { memoryFiles } from './memory-files.ts';

const options = { files: diskFiles, catalog, today: '2026-11-23', cwd: process.cwd() } as const;
const shipped = (): ControlCatalogue => {
  const read = readControls({ drills: 'drills', shipped: 'drills' }, options);
  if ('diagnostics' in read) throw new Error(read.diagnostics.map(formatDiagnostic).join('\n'));
  return read.catalogue;
};
const small = `controls: own
title: Own
reviewed: 2026-01-01
defaults: { source: book, review-by: 2026-06-30 }
sources: [{ id: book, title: "A book", seen: 2026-01-01 }]
rule:
  - { citation: "164.312(b)", title: "Audit", designation: required, asks: "That it is recorded.", drill-shows: "A log." }
`;
const problemsOf = (text: string): readonly string[] =>
  checkFiles(['drills/controls'], { ...options, cwd: '/w', files: memoryFiles({ 'drills/controls/hipaa.yaml': text }) }).diagnostics.map(formatDiagnostic);

describe('the control catalogue', () => {
  it('knows every citation that a kind speaks to', () => {
    const catalogue = shipped();
    const kinds = [...catalog.faults, ...catalog.steps, ...catalog.assertions, ...catalog.watchers];
    const unknown = kinds.flatMap(({ kind, controls }) =>
      controls.filter((citation) => controlOf(catalogue, citation) === null).map((one) => `${kind}: ${one}`),
    );
    expect(unknown).toEqual([]);
  });

  it('says of testing and revision that it is addressable, and of the recovery plan that it is required', () => {
    expect(controlOf(shipped(), '164.308(a)(7)(ii)(D)')).toMatchObject({ designation: 'addressable', source: 'ocr-audit-protocol', reviewBy: '2027-05-31' });
    expect(controlOf(shipped(), '164.308(a)(7)(ii)(B)')?.designation).toBe('required');
    expect(controlOf(shipped(), '164.999')).toBeNull();
  });

  it('keeps the proposal apart: no entry of the rule, and overdue only when it is asked for', () => {
    const catalogue = shipped();
    const [proposal] = catalogue.profiles;
    expect(proposal).toMatchObject({ id: 'hipaa-nprm-2025', status: 'proposed' });
    expect(catalogue.controls.some(({ source }) => source === 'nprm-2025')).toBe(false);
    expect(overdueReviews(catalogue, '2027-03-15')).toEqual([]);
    expect(overdueReviews(catalogue, '2027-03-15', ['hipaa-nprm-2025'])).toHaveLength(proposal?.controls.length ?? -1);
    expect(overdueReviews(catalogue, '2027-06-01')).toHaveLength(catalogue.controls.length);
  });

  it('is taken from the folder of the drills, where that has one', () => {
    const files = memoryFiles({ 'mine/controls/hipaa.yaml': small, 'shipped/controls/hipaa.yaml': small.replace('controls: own', 'controls: theirs') });
    const idOf = (drills: string): string | null => {
      const read = readControls({ drills, shipped: 'shipped' }, { ...options, cwd: '/w', files });
      return 'catalogue' in read ? read.catalogue.id : null;
    };
    expect([idOf('mine'), idOf('elsewhere')]).toEqual(['own', 'theirs']);
  });

  it.each([
    ['nothing wrong', small, []],
    [
      'a citation that stands twice',
      `${small}  - { citation: "164.312(b)", title: "T", asks: "A", drill-shows: "D" }\n`,
      ['hipaa.yaml:8:17: the citation "164.312(b)" stands twice'],
    ],
    ['a misspelt source', small.replace('source: book', 'source: bok'), ['there is no source "bok"']],
    ['a citation of no form', small.replace('164.312(b)', 'chapter 3'), ['a citation such as']],
    ['a designation of its own', small.replace('designation: required', 'designation: optional'), ['must be one of required, addressable']],
  ])('is checked like every definition: %s', (_, text, expected) => {
    const problems = problemsOf(text).join('\n');
    for (const part of expected) expect(problems).toContain(part);
    expect(problems === '').toBe(expected.length === 0);
  });
});
