import { heading, paragraph, table, type Block } from '../../model/markdown.ts';
import { lastRuns, runName, type BinderInput } from './binder-input.ts';

/** What the last run of each drill leaves to do: its findings, and why it did not pass. */
export function actionsPart({ runs }: BinderInput): readonly Block[] {
  const last = lastRuns(runs);
  const findings = last.flatMap((run) =>
    run.result.findings.map(({ id, severity, text, controls, repeatOf }) => [
      id,
      severity,
      text,
      controls.join(', '),
      repeatOf ?? 'no',
      `${runName(run)} (${run.result.evidenceGrade})`,
    ]),
  );
  const reasons = last.flatMap((run) => run.result.reasons.map(({ code, text }) => [runName(run), run.result.verdict, `${text} (${code})`]));
  return [
    heading(2, 'Open actions'),
    findings.length === 0
      ? paragraph('The last run of each drill has no findings.')
      : table([['Finding', 'Severity', 'What', 'Citations', 'Repeat of', 'Run'], ...findings]),
    ...(reasons.length === 0 ? [] : [heading(3, 'Why a run did not pass'), table([['Run', 'Verdict', 'Reason'], ...reasons])]),
  ];
}
