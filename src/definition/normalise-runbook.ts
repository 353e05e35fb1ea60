import type { RunbookDefinition, StepDefinition } from '../model/definition.ts';
import { durationSeconds } from '../model/duration.ts';
import type { JsonObject } from '../model/json.ts';
import { manualKind } from './compose.ts';
import type { FrontMatter, StepBlock } from './documents.ts';
import type { RunbookDocument, StepSection } from './runbook-document.ts';
import { stepId, stepKind } from './step-id.ts';
import { valueAt } from './values.ts';
import { isRecord } from './yaml-document.ts';

/** A person needs longer than a machine. */
const defaultTimeouts = { typed: 600, manual: 3_600 } as const;

/** A checked runbook, with every default filled in. */
export function runbookOf(runbook: RunbookDocument, path: string): RunbookDefinition {
  const front = runbook.frontMatter?.value as FrontMatter;
  return {
    id: front.runbook,
    title: front.title,
    path,
    text: runbook.source.raw,
    approved: front.approved ?? null,
    steps: runbook.steps.map((step) => stepOf(step, front.who ?? '')),
  };
}

function stepOf(step: StepSection, who: string): StepDefinition {
  const block = (step.block?.value ?? {}) as StepBlock;
  const kind = (step.block === null ? undefined : stepKind(step.block)) ?? manualKind;
  const params = valueAt(step.block?.value, [kind]);
  const timeoutSeconds = durationSeconds(block.timeout ?? '') ?? (kind === manualKind ? defaultTimeouts.manual : defaultTimeouts.typed);
  return {
    id: stepId(step),
    heading: step.heading,
    line: step.line,
    kind,
    params: isRecord(params) ? (params as JsonObject) : {},
    who: block.who ?? who,
    timeoutSeconds,
    plannedSeconds: durationSeconds(block.planned ?? '') ?? timeoutSeconds,
    attempts: block.retry?.attempts ?? 1,
    retryDelaySeconds: durationSeconds(block.retry?.delay ?? '') ?? 0,
    retryWithinSeconds: durationSeconds(block.retry?.within ?? ''),
    onFailure: block['on-failure'] ?? 'stop',
    needs: block.needs ?? null,
    ...(block.when === undefined ? {} : { when: block.when }),
  };
}
