import type { Problem } from './diagnostic.ts';
import { nameList, nearest } from './nearest.ts';
import { note, type Reading } from './reading.ts';
import type { RunbookDocument } from './runbook-document.ts';
import { stepId } from './step-id.ts';
import type { Found } from './values.ts';

/** `${steps.ID.outputs.NAME}` names a step that stands earlier: a later one has no outputs yet. */
export function checkReferences(reading: Reading, runbook: RunbookDocument): void {
  const earlier: string[] = [];
  const all = runbook.steps.map(stepId);
  for (const step of runbook.steps) {
    for (const { value, path } of step.block === null ? [] : textsIn(step.block.value, [])) {
      for (const [whole] of value.matchAll(/\$\{steps\b[^}]*\}?/gu)) {
        const problem = problemOf(whole, earlier, all);
        if (problem !== null && step.block !== null) note(reading, step.block, { path }, problem);
      }
    }
    earlier.push(stepId(step));
  }
}

function problemOf(reference: string, earlier: readonly string[], all: readonly string[]): Problem | null {
  const id = /^\$\{steps\.([a-z0-9-]+)\.outputs\.[A-Za-z][A-Za-z0-9_-]*\}$/u.exec(reference)?.[1];
  if (id === undefined)
    return { code: 'unknown-reference', message: `"${reference}" is not a reference to an output`, hint: 'Write ${steps.ID.outputs.NAME}.' };
  if (earlier.includes(id)) return null;
  if (all.includes(id))
    return { code: 'unknown-reference', message: `"${reference}" refers to a step that has not run yet`, hint: `Move the step "${id}" above this one.` };
  const meant = nearest(id, earlier);
  return {
    code: 'unknown-reference',
    message: `"${reference}" refers to a step that does not exist`,
    hint: meant === undefined ? `Earlier steps: ${nameList(earlier)}.` : `Did you mean "${meant}"?`,
    nearest: meant,
  };
}

function textsIn(value: unknown, path: readonly (string | number)[]): readonly Found<string>[] {
  if (typeof value === 'string') return [{ value, path }];
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => textsIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => textsIn(item, [...path, key]));
}
