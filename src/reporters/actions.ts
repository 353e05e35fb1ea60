import type { CorrectiveAction } from '../model/corrective.ts';
import { actionCourse, actionState } from '../model/corrective-words.ts';
import type { Instant } from '../model/json.ts';
import type { DrillResult } from '../model/result.ts';
import { endOf } from './exercised.ts';
import type { Given } from './reporter.ts';

type Finding = DrillResult['findings'][number];

/**
 * What the register says about a finding of a run: the actions that this run gave it, and those of other runs of the same
 * drill on the same site for the same finding that are not closed.
 */
export function actionsOf({ run, drill, site }: DrillResult, finding: Finding, { register }: Given): readonly CorrectiveAction[] {
  return (register ?? []).filter(
    (one) => one.finding === finding.id && one.drill === drill.id && one.site === site.id && (one.runId === run.id || one.status !== 'closed'),
  );
}

/** Actions of earlier runs that this run showed to be done. */
export function verifiedBy({ run }: DrillResult, { register }: Given): readonly CorrectiveAction[] {
  return (register ?? []).filter(({ closure }) => closure?.verifiedBy.runId === run.id);
}

/** An action with all that stands in the register about it, in one line: the same in every face. */
export function actionSentence(action: CorrectiveAction): string {
  const { id, owner, due, rootCause } = action;
  const cause = rootCause === '' ? '' : ` Cause: ${rootCause}`;
  return `${id}: ${action.action} Owner: ${owner}. Due: ${due}. Status: ${actionState(action)}.${cause} ${actionCourse(action).join('; ')}`;
}

/** When the last word was said that a paper about this run holds: at the run's end, or later in the register. */
export function lastSaid(result: DrillResult, given: Given): Instant {
  const actions = [...result.findings.flatMap((finding) => actionsOf(result, finding, given)), ...verifiedBy(result, given)];
  const said = actions.flatMap(({ openedAt, notes, waiver, closure }) => [openedAt, ...[...notes, waiver, closure].flatMap((one) => one?.at ?? [])]);
  return [endOf(result), ...said].toSorted().at(-1) ?? endOf(result);
}
