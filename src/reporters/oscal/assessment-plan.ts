import type { Json } from '../../model/json.ts';
import type { DrillResult } from '../../model/result.ts';
import type { Given, Reporter } from '../reporter.ts';
import { idOf, metadata, objectives, oneLine, prop, reviewedControls } from './words.ts';

/** OSCAL assessment plan: what the drill set out to check, without which no tool imports the results. */
export const oscalPlan: Reporter = {
  kind: 'oscal-ap',
  title: 'OSCAL assessment plan',
  file: 'oscal-assessment-plan.json',
  render: (result, given) => Buffer.from(`${JSON.stringify({ 'assessment-plan': document(result, given) }, null, 2)}\n`),
};

/**
 * Where a document points that has to name a system security plan: a drill does not know the entity's. What describes the
 * system that this run was made with are the files of its site, named by digest: `muster docs` writes them out as a plan.
 */
export function noPlan(result: DrillResult): Json {
  const { site, drill, runbook } = result;
  return {
    resources: [
      {
        uuid: idOf(result, 'no system security plan'),
        title: 'No system security plan',
        description:
          'The system security plan of the entity is not known to a drill, and none is stated here. What the run itself knows of the system are the definition files of the site and the runbook, by the digests below; `muster docs` writes the contingency plan from the same files. Put a reference to the system security plan in the place of this resource.',
        props: [
          prop('site', `${site.title} (${site.id})`),
          prop('site-digest', site.digest),
          prop('drill-digest', drill.digest),
          prop('runbook', runbook.path),
          prop('runbook-digest', runbook.digest),
        ],
      },
    ],
  };
}

function document(result: DrillResult, given: Given): Json {
  const local = objectives(result, given);
  return {
    uuid: idOf(result, 'assessment-plan'),
    metadata: metadata(result, 'Recovery drill, plan', given),
    'import-ssp': { href: `#${idOf(result, 'no system security plan')}` },
    ...(local.length === 0 ? {} : { 'local-definitions': { 'objectives-and-methods': local } }),
    'reviewed-controls': reviewedControls(result, given),
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
