import type { CorrectiveAction } from '../../model/corrective.ts';
import type { Json } from '../../model/json.ts';
import type { DrillResult } from '../../model/result.ts';
import { actionsOf, lastSaid } from '../actions.ts';
import type { Given, Reporter } from '../reporter.ts';
import { noPlan } from './assessment-plan.ts';
import { actionProps, risks } from './risks.ts';
import { citationProps, idOf, metadata, oneLine, prop, some } from './words.ts';

/**
 * OSCAL plan of action and milestones: an item for every finding, one for each of its corrective actions where there are
 * some, and one for every reason why the run is not pass. Under the seal nobody has decided anything yet: owners and dates
 * are in what `muster report --to` writes. A run with neither has no such file: OSCAL knows no empty one.
 */
export const oscalPoam: Reporter = {
  kind: 'oscal-poam',
  title: 'OSCAL plan of action and milestones',
  file: 'oscal-poam.json',
  applies: (result) => result.findings.length + result.reasons.length > 0,
  render: (result, given) => Buffer.from(`${JSON.stringify({ 'plan-of-action-and-milestones': document(result, given) }, null, 2)}\n`),
};

function document(result: DrillResult, given: Given): Json {
  return {
    uuid: idOf(result, `poam ${lastSaid(result, given)}`),
    metadata: metadata(result, 'Recovery drill, plan of action', given),
    'import-ssp': { href: `#${idOf(result, 'no system security plan')}` },
    ...some('risks', risks(result, given)),
    'poam-items': [...findings(result, given), ...reasons(result)],
    'back-matter': noPlan(result),
  };
}

function findings(result: DrillResult, given: Given): readonly Json[] {
  return result.findings.flatMap((one) => {
    const item = (action: CorrectiveAction | null): Json => ({
      uuid: idOf(result, action === null ? `item ${one.id}` : `item ${one.id} ${action.id}`),
      title: oneLine(action === null ? one.id : `${action.id}: ${one.id}`),
      description: oneLine(one.text),
      props: [
        prop('severity', one.severity),
        prop('evidence-grade', result.evidenceGrade),
        prop('repeat-of', one.repeatOf ?? 'no earlier finding is known'),
        ...citationProps(one.controls, given),
        ...(action === null ? [prop('corrective-action', given.register === null ? 'not looked up' : 'none yet')] : actionProps(action)),
      ],
      'related-risks': [{ 'risk-uuid': idOf(result, `risk ${one.id}`) }],
    });
    const actions = actionsOf(result, one, given);
    return actions.length === 0 ? [item(null)] : actions.map(item);
  });
}

function reasons(result: DrillResult): readonly Json[] {
  return result.reasons.map((one, index) => ({
    uuid: idOf(result, `reason ${index}`),
    title: oneLine(one.code),
    description: oneLine(one.text),
    props: [prop('verdict', result.verdict), prop('evidence-grade', result.evidenceGrade)],
  }));
}
