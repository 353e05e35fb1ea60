import { code, heading, paragraph, table, type Block, type Words } from '../../model/markdown.ts';
import type { Digest } from '../../model/json.ts';
import { runName, type BinderInput, type BinderPlan, type BinderRun } from './binder-input.ts';

/** The written plan of each site that was drilled, and for each run whether it was run against this version of it. */
export function planPart({ plans, runs }: BinderInput): readonly Block[] {
  return plans.flatMap((plan) => (plan.document === null ? missing(plan) : whole(plan, plan.document, runs)));
}

function missing({ site, why }: BinderPlan): readonly Block[] {
  return [heading(2, `Contingency plan: ${site}`), paragraph(`It is not in this binder: ${why}`)];
}

function whole({ site, digest }: BinderPlan, { title, blocks }: NonNullable<BinderPlan['document']>, runs: readonly BinderRun[]): readonly Block[] {
  const own = runs.filter(({ result }) => result.site.id === site);
  return [
    heading(2, title),
    paragraph(['As its files stood when this binder was made, version ', code(digest.plan ?? 'none'), '. It lies in the ZIP as a document of its own, too.']),
    table([['Run', 'Site', 'Drill', 'Runbook'], ...own.map((run) => versionRow(run, digest))]),
    ...blocks.map(deeper),
  ];
}

/** Whether a run was of the version that is printed here, file by file. */
function versionRow(run: BinderRun, { site, drills }: BinderPlan['digest']): readonly Words[] {
  const { drill, runbook, site: ran } = run.result;
  const planned = drills.find((one) => one.id === drill.id);
  return [runName(run), compared(ran.digest, site), compared(drill.digest, planned?.drill ?? null), compared(runbook.digest, planned?.runbook ?? null)];
}

function compared(ran: Digest, planned: Digest | null): Words {
  return ran === planned ? 'this version' : ['ANOTHER VERSION, ', code(ran)];
}

/** A heading of the plan is one level down in the binder. */
function deeper(block: Block): Block {
  return block.type === 'heading' && block.depth < 6 ? { ...block, depth: (block.depth + 1) as 3 | 4 | 5 | 6 } : block;
}
