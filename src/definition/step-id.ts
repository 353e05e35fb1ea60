import { stepKeys } from './compose.ts';
import type { StepSection } from './runbook-document.ts';
import { textAt } from './values.ts';
import { isRecord, type YamlDocument } from './yaml-document.ts';

/** A step's id: its own, else its heading's slug. */
export function stepId(step: StepSection): string {
  return textAt(step.block?.value, 'id') ?? step.slug;
}

/** The key of a block that names its kind; undefined when there is none. */
export function stepKind(block: YamlDocument): string | undefined {
  return isRecord(block.value) ? Object.keys(block.value).find((key) => !stepKeys.includes(key)) : undefined;
}
