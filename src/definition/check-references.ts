import type { Problem } from './diagnostic.ts';
import { waitedFor } from './check-needs.ts';
import { nameList, nearest } from './nearest.ts';
import { note, type Reading } from './reading.ts';
import type { RunbookDocument } from './runbook-document.ts';
import { stepId } from './step-id.ts';
import type { Found } from './values.ts';

/** `${steps.ID.outputs.NAME}` names a step that has ended by then: one that stands earlier, and is waited for. `${site.…}` is known. */
export function checkReferences(reading: Reading, runbook: RunbookDocument): void {
  const waits = waitedFor(runbook);
  const earlier: string[] = [];
  const all = runbook.steps.map(stepId);
  for (const step of runbook.steps) {
    for (const { value, path } of step.block === null ? [] : textsIn(step.block.value, [])) {
      for (const [whole] of value.matchAll(/\$\{site\b[^}]*\}?/gu)) {
        if (whole !== '${site.table-prefix}' && step.block !== null)
          note(
            reading,
            step.block,
            { path },
            { code: 'unknown-reference', message: `"${whole}" is nothing that a site gives`, hint: 'A step may use ${site.table-prefix}.' },
          );
      }
      for (const [whole] of value.matchAll(/\$\{steps\b[^}]*\}?/gu)) {
        const problem = problemOf(whole, { earlier, all, waited: waits.get(stepId(step)) ?? new Set() });
        if (problem !== null && step.block !== null) note(reading, step.block, { path }, problem);
      }
    }
    earlier.push(stepId(step));
  }
}

function problemOf(
  reference: string,
  { earlier, all, waited }: { readonly earlier: readonly string[]; readonly all: readonly string[]; readonly waited: ReadonlySet<string> },
): Problem | null {
  const id = /^\$\{steps\.([a-z0-9-]+)\.outputs\.[A-Za-z][A-Za-z0-9_-]*\}$/u.exec(reference)?.[1];
  if (id === undefined)
    return { code: 'unknown-reference', message: `"${reference}" is not a reference to an output`, hint: 'Write ${steps.ID.outputs.NAME}.' };
  if (waited.has(id)) return null;
  if (earlier.includes(id))
    return { code: 'unknown-reference', message: `"${reference}" refers to a step that this one does not wait for`, hint: `Add "${id}" to its \`needs\`.` };
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
