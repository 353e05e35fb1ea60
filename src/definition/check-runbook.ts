import { basename } from 'node:path';
import { durationSeconds } from '../model/duration.ts';
import { checkReferences } from './check-references.ts';
import { checkRole } from './check-people.ts';
import { cycleOf } from './check-stack.ts';
import { diagnose } from './diagnostic.ts';
import { nameList, nearest } from './nearest.ts';
import { note, type Reading } from './reading.ts';
import type { RunbookDocument, StepSection } from './runbook-document.ts';
import { stepId } from './step-id.ts';
import { textAt, textsAt } from './values.ts';
import { isRecord, type YamlDocument } from './yaml-document.ts';

/** What a runbook may refer to; null where the file could not be read, or where the runbook stands alone. */
interface RunbookSurroundings {
  readonly roles: readonly string[] | null;
  /** What each plugin of the stack needs, by slug. */
  readonly needs: ReadonlyMap<string, readonly string[]> | null;
}

/** A person does a step of a runbook within a day; longer timers also overflow. */
const longestStepSeconds = 86_400;

/** Front matter, steps, roles, order of activation, references between steps. */
export function checkRunbook(reading: Reading, runbook: RunbookDocument, around: RunbookSurroundings): void {
  const front = runbook.frontMatter;
  if (front !== null) checkFrontMatter(reading, runbook, front, around.roles);
  for (const step of runbook.steps) if (step.block !== null) checkStep(reading, { runbook, step, block: step.block }, around.roles);
  checkIds(reading, runbook);
  checkReferences(reading, runbook);
  // In a circle every order is wrong, and the circle is the diagnostic.
  if (around.needs !== null && cycleOf(around.needs) === null) checkActivation(reading, runbook, around.needs);
}

function checkFrontMatter(reading: Reading, runbook: RunbookDocument, front: YamlDocument, roles: readonly string[] | null): void {
  reading.diagnostics.push(...reading.check('runbook-front-matter', front));
  const expected = basename(runbook.source.path, '.md');
  const id = textAt(front.value, 'runbook');
  if (id !== undefined && id !== expected)
    note(
      reading,
      front,
      { path: ['runbook'] },
      { code: 'wrong-value', message: `runbook must be "${expected}" as the file is called, not "${id}"`, hint: 'Name the file and its runbook alike.' },
    );
  for (const path of [['approved', 'by'], ['who']]) checkRole(reading, { document: front, path }, textAt(front.value, ...path), roles);
}

function checkStep(
  reading: Reading,
  at: { readonly runbook: RunbookDocument; readonly step: StepSection; readonly block: YamlDocument },
  roles: readonly string[] | null,
): void {
  const { runbook, step, block } = at;
  if (block.value === undefined) return;
  reading.diagnostics.push(...reading.check('step', block));
  const who = textAt(block.value, 'who');
  checkRole(reading, { document: block, path: ['who'] }, who, roles);
  if (isRecord(block.value) && block.value['who'] === undefined && textAt(runbook.frontMatter?.value, 'who') === undefined) {
    reading.diagnostics.push(
      diagnose(runbook.source, step.span, {
        code: 'missing-key',
        message: `the step "${step.heading}" says nobody who does it`,
        hint: 'Add `who:` with a role of people.yaml to its block, or to the front matter for all steps.',
      }),
    );
  }
  for (const path of [['timeout'], ['planned'], ['retry', 'delay']]) {
    if ((durationSeconds(textAt(block.value, ...path) ?? '') ?? 0) > longestStepSeconds)
      note(
        reading,
        block,
        { path },
        { code: 'wrong-value', message: `${path.join('.')} is longer than a day`, hint: 'Split the step, or shorten it to P1D at most.' },
      );
  }
}

function checkIds(reading: Reading, runbook: RunbookDocument): void {
  const lines = new Map<string, number>();
  for (const step of runbook.steps) {
    const id = stepId(step);
    const span = step.block !== null && textAt(step.block.value, 'id') !== undefined ? step.block.span(['id']) : step.span;
    const earlier = lines.get(id);
    if (id === '')
      reading.diagnostics.push(
        diagnose(runbook.source, span, {
          code: 'step',
          message: 'this heading gives the step no id: it has no letter a-z and no digit',
          hint: 'Add `id: a-name` to its `yaml step` block.',
        }),
      );
    if (earlier !== undefined && id !== '')
      reading.diagnostics.push(
        diagnose(runbook.source, span, {
          code: 'duplicate',
          message: `two steps have the id "${id}": the other stands in line ${earlier}`,
          hint: 'Change one heading, or add `id: another-name` to its block.',
        }),
      );
    lines.set(id, earlier ?? step.line);
  }
}

/** Activations over the whole runbook, in order; what is never activated here is no error: it may still be active. */
function checkActivation(reading: Reading, runbook: RunbookDocument, needs: ReadonlyMap<string, readonly string[]>): void {
  const slugs = [...needs.keys()];
  const order: { readonly slug: string; readonly block: YamlDocument; readonly path: readonly (string | number)[] }[] = [];
  for (const { block } of runbook.steps) {
    if (block === null) continue;
    for (const { value, path } of textsAt(block.value, 'reactivate-plugins', 'order')) order.push({ slug: value, block, path });
  }
  const firstAt = new Map(order.toReversed().map((one) => [one.slug, order.indexOf(one)]));
  for (const [index, one] of order.entries()) {
    if (!needs.has(one.slug)) noteUnknownPlugin(reading, one, slugs);
    for (const need of needs.get(one.slug) ?? []) {
      const place = firstAt.get(need);
      if (place === undefined || place < index || firstAt.get(one.slug) !== index) continue;
      note(
        reading,
        one.block,
        { path: one.path },
        {
          code: 'order',
          message: `"${one.slug}" is activated before "${need}", which it needs`,
          hint: `Put ${need} before ${one.slug}: stack.yaml says so under needs.`,
        },
      );
    }
  }
}

function noteUnknownPlugin(
  reading: Reading,
  one: { readonly slug: string; readonly block: YamlDocument; readonly path: readonly (string | number)[] },
  slugs: readonly string[],
): void {
  const meant = nearest(one.slug, slugs);
  note(
    reading,
    one.block,
    { path: one.path },
    {
      code: 'unknown-reference',
      message: `"${one.slug}" is not a plugin of this site's stack.yaml`,
      hint: meant === undefined ? `Plugins there: ${nameList(slugs)}.` : `Did you mean "${meant}"?`,
      nearest: meant,
    },
  );
}
