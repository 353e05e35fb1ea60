import type { Json } from '../../model/json.ts';
import type { DrillResult } from '../../model/result.ts';
import type { Reporter } from '../reporter.ts';
import { noPlan } from './assessment-plan.ts';
import { risks } from './assessment-results.ts';
import { idOf, metadata, oneLine, oscalVersion, prop, some } from './words.ts';

/**
 * OSCAL plan of action and milestones: an item for every finding, and for every reason why the run is not pass. Owners and
 * dates are for people to set (`muster corrective`). A run with neither has no such file: OSCAL knows no empty one.
 */
export const oscalPoam: Reporter = {
  kind: 'oscal-poam',
  title: `OSCAL ${oscalVersion} plan of action and milestones`,
  file: 'oscal-poam.json',
  applies: (result) => result.findings.length + result.reasons.length > 0,
  render: (result) => Buffer.from(`${JSON.stringify({ 'plan-of-action-and-milestones': document(result) }, null, 2)}\n`),
};

function document(result: DrillResult): Json {
  return {
    uuid: idOf(result, 'poam'),
    metadata: metadata(result, 'Recovery drill, plan of action'),
    'import-ssp': { href: `#${idOf(result, 'no system security plan')}` },
    ...some('risks', risks(result)),
    'poam-items': [...findings(result), ...reasons(result)],
    'back-matter': noPlan(result),
  };
}

function findings(result: DrillResult): readonly Json[] {
  return result.findings.map((one) => ({
    uuid: idOf(result, `item ${one.id}`),
    title: oneLine(one.id),
    description: oneLine(one.text),
    props: [
      prop('severity', one.severity),
      prop('evidence-grade', result.evidenceGrade),
      prop('repeat-of', one.repeatOf ?? 'no earlier finding is known'),
      ...one.controls.map((control) => prop('citation', control)),
    ],
    'related-risks': [{ 'risk-uuid': idOf(result, `risk ${one.id}`) }],
  }));
}

function reasons(result: DrillResult): readonly Json[] {
  return result.reasons.map((one, index) => ({
    uuid: idOf(result, `reason ${index}`),
    title: oneLine(one.code),
    description: oneLine(one.text),
    props: [prop('verdict', result.verdict), prop('evidence-grade', result.evidenceGrade)],
  }));
}
