import type { CorrectiveAction } from '../../model/corrective.ts';
import { actionCourse, actionState } from '../../model/corrective-words.ts';
import { heading, paragraph, table, type Block } from '../../model/markdown.ts';
import { lastRuns, runName, type BinderInput, type BinderRun } from './binder-input.ts';

/** What is left to do as the quarter ended: corrective actions, findings that have none, and why a run did not pass. */
export function actionsPart({ runs, actions, quarter }: BinderInput): readonly Block[] {
  const last = lastRuns(runs);
  const findings = last.flatMap((run) => run.result.findings.map((finding) => findingRow(run, finding, actions)));
  const reasons = last.flatMap((run) => run.result.reasons.map(({ code, text }) => [runName(run), run.result.verdict, `${text} (${code})`]));
  return [
    heading(2, 'Open actions'),
    paragraph(`As they stood before ${quarter.to.slice(0, 10)}, UTC.`),
    actions.length === 0
      ? paragraph('No corrective action is on record.')
      : table([['Action', 'What is done, and what was said', 'Owner', 'Due', 'Status', 'Finding', 'Shown by'], ...actions.map(actionRow)]),
    heading(3, 'Findings'),
    findings.length === 0
      ? paragraph('The last run of each drill has no findings.')
      : table([['Finding', 'Severity', 'What', 'Citations', 'Repeat of', 'Run', 'Action'], ...findings]),
    ...(reasons.length === 0 ? [] : [heading(3, 'Why a run did not pass'), table([['Run', 'Verdict', 'Reason'], ...reasons])]),
  ];
}

function actionRow(one: CorrectiveAction): readonly string[] {
  const said = [one.action, ...(one.rootCause === '' ? [] : [`Cause: ${one.rootCause}`]), ...actionCourse(one)].join('; ');
  return [
    one.id,
    said,
    one.owner,
    one.due,
    actionState(one),
    `${one.finding} of ${one.drill} on ${one.site}`,
    one.closure === null ? '' : one.closure.verifiedBy.runId,
  ];
}

function findingRow(
  run: BinderRun,
  { id, severity, text, controls, repeatOf }: BinderRun['result']['findings'][number],
  actions: readonly CorrectiveAction[],
): readonly string[] {
  const { drill, site, evidenceGrade } = run.result;
  const own = actions.filter((action) => action.finding === id && action.drill === drill.id && action.site === site.id);
  return [
    id,
    severity,
    text,
    controls.join(', '),
    repeatOf ?? 'no',
    `${runName(run)} (${evidenceGrade})`,
    own.length === 0 ? 'NONE YET' : own.map((action) => action.id).join(', '),
  ];
}
