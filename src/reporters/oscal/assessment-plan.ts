import type { Json } from '../../model/json.ts';
import type { DrillResult } from '../../model/result.ts';
import type { Reporter } from '../reporter.ts';
import { idOf, metadata, objectives, oneLine, oscalVersion, prop, reviewedControls } from './words.ts';

/** OSCAL assessment plan: what the drill set out to check, without which no tool imports the results. */
export const oscalPlan: Reporter = {
  kind: 'oscal-ap',
  title: `OSCAL ${oscalVersion} assessment plan`,
  file: 'oscal-assessment-plan.json',
  render: (result) => Buffer.from(`${JSON.stringify({ 'assessment-plan': document(result) }, null, 2)}\n`),
};

/** Where a document points that has to name a system security plan: a drill does not know the entity's. */
export function noPlan(result: DrillResult): Json {
  return {
    resources: [
      {
        uuid: idOf(result, 'no system security plan'),
        title: 'System security plan',
        description: 'None is named: a drill does not know the system security plan of the entity. Put a reference to it in the place of this resource.',
      },
    ],
  };
}

function document(result: DrillResult): Json {
  const local = objectives(result);
  return {
    uuid: idOf(result, 'assessment-plan'),
    metadata: metadata(result, 'Recovery drill, plan'),
    'import-ssp': { href: `#${idOf(result, 'no system security plan')}` },
    ...(local.length === 0 ? {} : { 'local-definitions': { 'objectives-and-methods': local } }),
    'reviewed-controls': reviewedControls(result),
    tasks: [
      {
        uuid: idOf(result, 'task'),
        type: 'action',
        title: oneLine(`Drill ${result.drill.id}`),
        description: oneLine(`Cause the failure, restore by the runbook “${result.runbook.title}”, and read each check before, during and after.`),
        props: [prop('drill-digest', result.drill.digest), prop('runbook', result.runbook.path), prop('runbook-digest', result.runbook.digest)],
        timing: { 'within-date-range': { start: result.run.startedAt, end: result.run.finishedAt ?? result.run.startedAt } },
      },
    ],
    'back-matter': noPlan(result),
  };
}
