import { bullets, code, heading, link, paragraph, table, type Block, type Words } from '../../model/markdown.ts';
import { durationWords, plural } from '../../model/words.ts';
import { countedGrades, lastRuns, type BinderInput, type BinderRun } from './binder-input.ts';

/** The figures of the quarter by grade, never added up over grades. */
export function summaryPart({ quarter, runs, unreadable }: BinderInput): readonly Block[] {
  const rows = [...countedGrades, 'demo' as const].map((grade) => {
    const own = runs.filter(({ result }) => result.evidenceGrade === grade);
    const count = (verdict: string): string => String(own.filter(({ result }) => result.verdict === verdict).length);
    const certified = own.filter(({ certification }) => certification.state === 'certified').length;
    return [grade === 'demo' ? 'demo (counts for nothing)' : grade, String(own.length), count('pass'), count('inconclusive'), count('fail'), String(certified)];
  });
  return [
    heading(2, 'Summary'),
    paragraph(`From ${quarter.from.slice(0, 10)} until before ${quarter.to.slice(0, 10)}, UTC: ${plural(runs.length, 'run')}.`),
    table([['Evidence grade', 'Runs', 'Pass', 'Inconclusive', 'Fail', 'Certified'], ...rows]),
    ...(runs.length === 0 ? [paragraph('Nothing was run in this quarter: this binder proves nothing.')] : []),
    ...(unreadable.length === 0 ? [] : [paragraph('What counts for nothing:'), bullets(unreadable.map(({ dir, why }) => `${dir}: ${why}`))]),
    paragraph('This binder supports an audit. It is not a certification by anybody but those who signed, and not legal advice.'),
  ];
}

/** Every run, and what the last of each drill did not prove. */
export function runsPart({ runs }: BinderInput): readonly Block[] {
  if (runs.length === 0) return [];
  return [
    heading(2, 'Runs'),
    table([['Run', 'Began', 'Grade', 'Verdict', 'Certified', 'RTO', 'RPO', 'Report'], ...runs.map(runRow)]),
    heading(2, 'What was not proven'),
    ...lastRuns(runs).flatMap((run) => [heading(3, `${run.result.drill.title} (${run.result.evidenceGrade})`), bullets(run.result.notProven)]),
  ];
}

function runRow({ folder, result, certification }: BinderRun): readonly Words[] {
  const seconds = (value: number | null): string => (value === null ? 'not measured' : durationWords(value));
  return [
    [`${result.drill.id} on ${result.site.id}, `, code(result.run.id)],
    result.run.startedAt.slice(0, 16).replace('T', ' '),
    result.evidenceGrade,
    result.verdict,
    certification.state === 'certified' ? certification.why : `${certification.state}: ${certification.why}`,
    seconds(result.measured.rtoSeconds),
    seconds(result.measured.rpoSeconds),
    [link(`${folder}/report.html`, 'report.html')],
  ];
}
