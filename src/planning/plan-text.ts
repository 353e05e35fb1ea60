import { canonicalJson } from '../model/canonical.ts';
import { durationText } from '../model/duration.ts';
import { printable } from '../model/printable.ts';
import type { DrillPlan, PlannedKind, PlannedStep } from '../model/plan/drill.ts';

/** A plan as a DR lead reads it. A pure function of the plan: the same plan gives the same bytes. */
export function planText(plan: DrillPlan): string {
  return [
    ...heading(plan),
    ...section('Objectives and data', values(plan)),
    ...section('What fails', plan.faults.map(kindLine)),
    ...section('Who is told', incident(plan)),
    ...section(`Restore: ${plan.runbook.title} (${plan.runbook.path})`, [approval(plan), ...plan.steps.flatMap(stepLines)]),
    ...section(
      'Order of activation',
      plan.site.plugins.map((plugin, index) => `${index + 1}. ${plugin.slug}${plugin.needs.length === 0 ? '' : ` (needs ${plugin.needs.join(', ')})`}`),
    ),
    ...section('What must be true afterwards', plan.expect.flatMap(expectationLines)),
    ...section('Watched all the time', plan.watchers.map(kindLine)),
    ...section(
      'Not from the drill file',
      plan.settings.map(({ key, value, from }) => `${key} = ${value} (${from})`),
    ),
    ...section('Digests', digests(plan)),
  ]
    .map(printable)
    .join('\n');
}

function heading(plan: DrillPlan): readonly string[] {
  const risks = plan.drill.risks.length === 0 ? '' : `, risks ${plan.drill.risks.join(', ')}`;
  return [plan.drill.title, `drill ${plan.drill.id} on ${plan.site.title} (${plan.site.url})${risks}`];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function values(plan: DrillPlan): readonly string[] {
  const { objectives, data } = plan;
  return [
    `RTO ${durationText(objectives.rtoSeconds)}, RPO ${durationText(objectives.rpoSeconds)}, MTD ${durationText(objectives.mtdSeconds)}`,
    data.backup === undefined
      ? `${data.mode} data: ${data.orders} orders, ${data.customers} customers, seed ${data.seed}`
      : `${data.mode} data: ${data.backup.where}`,
    `backup by ${plan.site.backup.procedure} every ${durationText(plan.site.backup.everySeconds)}; keys kept by ${plan.site.escrow.custodian}`,
    `commerce ${plan.commerce}; ${plan.prove ? 'every check is then shown to be able to fail' : 'checks are not proven: the verdict is at best inconclusive'}`,
  ];
}

function kindLine({ kind, title, params, controls }: PlannedKind): string {
  const shown = Object.keys(params).length === 0 ? '' : ` ${canonicalJson(params)}`;
  return `${title} (${kind}${shown})${controls.length === 0 ? '' : `: ${controls.join(', ')}`}`;
}

function expectationLines(expectation: PlannedKind): readonly string[] {
  const requirements = expectation.requirements.length === 0 ? '' : ` [${expectation.requirements.join(', ')}]`;
  return [`${kindLine(expectation)}${requirements}`];
}

function incident({ incident: plan }: DrillPlan): readonly string[] {
  if (plan === null) return [];
  return [`detected by ${plan.detectBy}, declared by ${plan.declare}${plan.notify.length === 0 ? '' : `, then told: ${plan.notify.join(', ')}`}`];
}

function approval({ runbook }: DrillPlan): string {
  return runbook.approved === null ? 'not approved by anybody' : `approved by ${runbook.approved.by} on ${runbook.approved.at}`;
}

function stepLines(step: PlannedStep, index: number): readonly string[] {
  const attempts = retryText(step);
  const planned = step.plannedSeconds === step.timeoutSeconds ? '' : `planned ${durationText(step.plannedSeconds)}, `;
  const fidelity = step.fidelityReason === '' ? step.fidelity : `${step.fidelity}: ${step.fidelityReason}`;
  return [
    `${index + 1}. ${step.heading}`,
    `   ${step.kind} (id ${step.id}, line ${step.line})`,
    `   by ${step.who === '' ? 'nobody named' : step.who}; ${planned}at most ${durationText(step.timeoutSeconds)}${attempts}; when it fails: ${step.onFailure}${step.needs === null ? '' : `; needs ${step.needs.length === 0 ? 'nothing before it' : step.needs.join(', ')}`}`,
    ...(step.when === undefined ? [] : [`   skipped unless ${step.when} is given`]),
    `   ${fidelity}`,
    ...step.commands.map((command) => `   $ ${command}`),
  ];
}

function digests(plan: DrillPlan): readonly string[] {
  return [
    `plan     ${plan.digest}`,
    `drill    ${plan.drill.digest}`,
    `site     ${plan.site.digest}`,
    `PHI map  ${plan.site.phiMap.digest}`,
    `people   ${plan.site.people.digest}`,
    `runbook  ${plan.runbook.digest}`,
  ];
}

function retryText({ attempts, retryDelaySeconds, retryWithinSeconds }: PlannedStep): string {
  const apart = `${durationText(retryDelaySeconds)} apart`;
  if (retryWithinSeconds !== null) return `, tried for ${durationText(retryWithinSeconds)}, ${apart}`;
  return attempts === 1 ? '' : `, ${attempts} attempts ${apart}`;
}
