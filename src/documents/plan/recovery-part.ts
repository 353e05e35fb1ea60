import { code, heading, paragraph, table, type Block, type Words } from '../../model/markdown.ts';
import type { DrillPlan, PlannedStep } from '../../model/plan/drill.ts';
import { durationWords } from '../../model/words.ts';
import { asked } from './control-words.ts';
import type { PlanInput } from './written-plan.ts';

/** The disaster recovery plan: each documented recovery, what triggers it, its steps in order, who, and how long. */
export function recoveryPart({ drills, catalogue }: PlanInput): readonly Block[] {
  const runbooks = [...new Map(drills.map((drill) => [drill.runbook.path, drill])).values()];
  return [heading(2, 'Disaster recovery plan'), ...asked(catalogue, '164.308(a)(7)(ii)(B)'), ...runbooks.flatMap((one) => runbookBlocks(one, drills))];
}

function runbookBlocks({ runbook, steps }: DrillPlan, drills: readonly DrillPlan[]): readonly Block[] {
  const own = drills.filter((drill) => drill.runbook.path === runbook.path);
  const planned = steps.reduce((sum, step) => sum + step.plannedSeconds, 0);
  return [
    heading(3, runbook.title),
    paragraph(['Document: ', code(runbook.path), `, digest `, code(runbook.digest), `. Triggering events: ${own.map(({ drill }) => drill.title).join('; ')}.`]),
    table([
      ['Objective', 'Recovery time', 'Loss of records', 'Tolerable downtime'],
      ...own.map(({ drill, objectives }) => [
        drill.title,
        durationWords(objectives.rtoSeconds),
        durationWords(objectives.rpoSeconds),
        durationWords(objectives.mtdSeconds),
      ]),
    ]),
    table([['Step', 'What is done', 'Who', 'Planned', 'By Muster'], ...steps.map(stepRow)]),
    paragraph(`Planned together, one step after another: ${durationWords(planned)}.`),
  ];
}

function stepRow(step: PlannedStep, index: number): readonly Words[] {
  const fidelity = step.fidelityReason === '' ? step.fidelity : `${step.fidelity}: ${step.fidelityReason}`;
  return [
    String(index + 1),
    step.heading,
    step.who === '' ? 'nobody is named' : step.who,
    durationWords(step.plannedSeconds),
    step.kind === 'manual' ? 'a person does it' : fidelity,
  ];
}
