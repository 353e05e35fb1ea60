import type { CorrectiveAction } from '../../model/corrective.ts';
import { actionState, signedWords } from '../../model/corrective-words.ts';
import type { Json } from '../../model/json.ts';
import type { DrillResult } from '../../model/result.ts';
import { actionsOf } from '../actions.ts';
import type { Given } from '../reporter.ts';
import { citationProps, idOf, oneLine, prop, some } from './words.ts';

/** OSCAL's words for where a risk stands, the least done first; an expired waiver leaves it open. */
const statuses = ['open', 'remediating', 'deviation-approved', 'closed'] as const;
type Status = (typeof statuses)[number];

function statusOf({ status }: CorrectiveAction): Status {
  return ({ open: 'open', 'in-progress': 'remediating', waived: 'deviation-approved', closed: 'closed' } as const)[status];
}

/** Findings of the run as risks: open, or as far as the register of corrective actions says, with its actions and their course. */
export function risks(result: DrillResult, given: Given): readonly Json[] {
  return result.findings.map((one) => {
    const actions = actionsOf(result, one, given);
    const due = actions.filter(({ status }) => status !== 'closed').map((action) => action.due);
    const [deadline] = due.toSorted();
    return {
      uuid: idOf(result, `risk ${one.id}`),
      title: oneLine(one.id),
      description: oneLine(one.text),
      statement: oneLine(one.text),
      props: [prop('severity', one.severity), ...citationProps(one.controls, given)],
      status: statuses.find((status) => actions.some((action) => statusOf(action) === status)) ?? 'open',
      ...(deadline === undefined ? {} : { deadline: `${deadline}T23:59:59Z` }),
      ...some(
        'remediations',
        actions.map((action) => remediation(result, action)),
      ),
      ...(actions.length === 0 ? {} : { 'risk-log': { entries: actions.flatMap((action) => course(result, action)) } }),
    };
  });
}

/** What the register says of an action, as properties. */
export function actionProps(action: CorrectiveAction): readonly Json[] {
  const { closure, waiver } = action;
  return [
    prop('action-id', action.id),
    prop('owner', action.owner),
    prop('due', action.due),
    prop('action-status', actionState(action)),
    ...(action.rootCause === '' ? [] : [prop('root-cause', action.rootCause)]),
    prop('opened-by-key', signedWords(action.keyId)),
    ...(waiver === null
      ? []
      : [
          prop('waived-by', waiver.by),
          prop('waiver-reason', waiver.reason),
          prop('waiver-expires', waiver.expires),
          prop('waived-by-key', signedWords(waiver.keyId)),
        ]),
    ...(closure === null
      ? []
      : [
          prop('closed-by', closure.by),
          prop('closure-evidence', closure.evidence),
          ...(closure.file === null ? [] : [prop('closure-file', `${closure.file.name} ${closure.file.digest}`)]),
          prop('verified-by-run', closure.verifiedBy.runId),
          prop('verified-by-manifest', closure.verifiedBy.manifest),
          prop('closed-by-key', signedWords(closure.keyId)),
        ]),
  ];
}

function remediation(result: DrillResult, action: CorrectiveAction): Json {
  return {
    uuid: idOf(result, `remediation ${action.id}`),
    lifecycle: action.status === 'closed' ? 'completed' : 'planned',
    title: action.id,
    description: oneLine(action.action),
    props: actionProps(action),
  };
}

/** Who said what when, with what it made of the risk. */
function course(result: DrillResult, action: CorrectiveAction): readonly Json[] {
  const { waiver, closure } = action;
  const entry = (at: string, what: string, words: string, status?: Status): Json => ({
    uuid: idOf(result, `log ${action.id} ${what}`),
    title: `${action.id}: ${what}`,
    description: oneLine(words),
    start: at,
    ...(status === undefined ? {} : { 'status-change': status }),
  });
  return [
    entry(action.openedAt, 'opened', `Owner ${action.owner}, due ${action.due}: ${action.action}`, 'open'),
    ...action.notes.map(({ at, by, text }, index) => entry(at, `note ${index + 1}`, `${by}: ${text}`, index === 0 ? 'remediating' : undefined)),
    ...(waiver === null ? [] : [entry(waiver.at, 'waived', `${waiver.by}, until ${waiver.expires}: ${waiver.reason}`, 'deviation-approved')]),
    ...(closure === null ? [] : [entry(closure.at, 'closed', `${closure.by}: ${closure.evidence}`, 'closed')]),
  ];
}
