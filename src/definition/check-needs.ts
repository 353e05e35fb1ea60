import { nameList, nearest } from './nearest.ts';
import { note, type Reading } from './reading.ts';
import type { RunbookDocument } from './runbook-document.ts';
import { stepId } from './step-id.ts';
import { textsAt, valueAt } from './values.ts';

/** `needs` of a step names steps that stand above it: the document can still be followed by hand, from top to bottom. */
export function checkNeeds(reading: Reading, runbook: RunbookDocument): void {
  const earlier: string[] = [];
  const all = runbook.steps.map(stepId);
  for (const step of runbook.steps) {
    const { block } = step;
    for (const { value, path } of block === null ? [] : textsAt(block.value, 'needs')) {
      if (block === null || earlier.includes(value)) continue;
      const meant = nearest(value, earlier);
      const later = all.includes(value);
      note(
        reading,
        block,
        { path },
        {
          code: 'unknown-reference',
          message: later ? `needs the step "${value}", which does not stand above it` : `needs the step "${value}", which does not exist`,
          hint: later ? 'Move that step up.' : meant === undefined ? `Earlier steps: ${nameList(earlier)}.` : `Did you mean "${meant}"?`,
          nearest: meant,
        },
      );
    }
    earlier.push(stepId(step));
  }
}

/** By step: every step that has ended when it begins. Without `needs`, all that stand above it. */
export function waitedFor(runbook: RunbookDocument): ReadonlyMap<string, ReadonlySet<string>> {
  const waits = new Map<string, ReadonlySet<string>>();
  for (const step of runbook.steps) {
    const declared = step.block !== null && valueAt(step.block.value, ['needs']) !== undefined;
    const needs = declared && step.block !== null ? textsAt(step.block.value, 'needs').map((need) => need.value) : [...waits.keys()];
    waits.set(stepId(step), new Set(needs.flatMap((need) => [need, ...(waits.get(need) ?? [])])));
  }
  return waits;
}
