import { heading, paragraph, table, type Block } from '../../model/markdown.ts';
import { requirements } from '../../model/requirements.ts';
import type { AssertionResult } from '../../model/result-parts.ts';
import { countedGrades, lastRuns, type BinderInput, type BinderRun } from './binder-input.ts';

/** Index by citation: which drills of which grade speak to it, with the verdict of what they checked. */
export function controlsPart({ catalogue, runs }: BinderInput): readonly Block[] {
  const counted = lastRuns(runs);
  const known = new Set(catalogue.controls.map(({ citation }) => citation));
  const others = [...new Set(counted.flatMap(({ result }) => result.assertions.flatMap(({ controls }) => controls)))]
    .filter((one) => !known.has(one))
    .toSorted();
  const rows = [
    ...catalogue.controls.map(({ citation, title, designation }) => ({ citation, title: designation === 'not-stated' ? title : `${title} (${designation})` })),
    ...others.map((citation) => ({ citation, title: 'not in the catalogue' })),
  ].map(({ citation, title }) => [citation, title, ...cells(counted, (assertion) => assertion.controls.includes(citation))]);
  return [
    heading(2, 'Index by citation'),
    paragraph(
      'The last run of each drill counts, each evidence grade by itself. A drill supports what is asked; it never answers all of it. Runs of grade demo count for nothing.',
    ),
    table([['Citation', 'Title', ...countedGrades], ...rows]),
  ];
}

/** The requirement rows that assertions speak to. */
export function requirementsPart({ runs }: BinderInput): readonly Block[] {
  const counted = lastRuns(runs);
  const rows = Object.entries(requirements).map(([row, title]) => [row, title, ...cells(counted, (assertion) => assertion.requirements.includes(row))]);
  return [
    heading(2, 'Coverage of the known failures'),
    paragraph('Some rows are answered by commands and documents, which no drill speaks to: they stand as not covered by a drill here.'),
    table([['Row', 'The failure', ...countedGrades], ...rows]),
  ];
}

function cells(runs: readonly BinderRun[], speaks: (assertion: AssertionResult) => boolean): readonly string[] {
  return countedGrades.map((grade) => {
    const found = runs
      .filter(({ result }) => result.evidenceGrade === grade)
      .flatMap((run) => {
        const own = run.result.assertions.filter(speaks);
        if (own.length === 0) return [];
        const certified = run.certification.state === 'certified' ? ', certified' : '';
        return [`${run.result.drill.id}: ${own.map(({ kind, verdict }) => `${kind} ${verdict}`).join(', ')} (run: ${run.result.verdict}${certified})`];
      });
    return found.length === 0 ? 'not covered' : found.join('; ');
  });
}
