import { basename } from 'node:path';
import { durationSeconds } from '../model/duration.ts';
import type { OrderedPlugin } from '../model/plugin-edges.ts';
import { checkActivation } from './check-activation.ts';
import { checkNeeds } from './check-needs.ts';
import { checkRole } from './check-people.ts';
import { checkReferences } from './check-references.ts';
import { diagnose } from './diagnostic.ts';
import { note, type Reading } from './reading.ts';
import type { RunbookDocument, StepSection } from './runbook-document.ts';
import { stepId } from './step-id.ts';
import { textAt, valueAt } from './values.ts';
import { isRecord, type YamlDocument } from './yaml-document.ts';

/** What a runbook may refer to; null where the file could not be read, or where the runbook stands alone. */
interface RunbookSurroundings {
  readonly roles: readonly string[] | null;
  /** The plugins of the stack. */
  readonly plugins: readonly OrderedPlugin[] | null;
}

/** A person does a step of a runbook within a day; longer timers also overflow. */
const longestStepSeconds = 86_400;

/** Front matter, steps, roles, order of activation, references between steps. */
export function checkRunbook(reading: Reading, runbook: RunbookDocument, around: RunbookSurroundings): void {
  const front = runbook.frontMatter;
  if (front !== null) checkFrontMatter(reading, runbook, front, around.roles);
  for (const step of runbook.steps) if (step.block !== null) checkStep(reading, { runbook, step, block: step.block }, around.roles);
  checkIds(reading, runbook);
  checkNeeds(reading, runbook);
  checkReferences(reading, runbook);
  if (around.plugins !== null) checkActivation(reading, runbook, around.plugins);
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
  if (valueAt(block.value, ['retry', 'attempts']) !== undefined && valueAt(block.value, ['retry', 'within']) !== undefined)
    note(
      reading,
      block,
      { path: ['retry'] },
      { code: 'wrong-value', message: 'retry has attempts and within', hint: 'Say how often (`attempts`) or how long (`within`) it is tried, not both.' },
    );
  for (const path of [['timeout'], ['planned'], ['retry', 'delay'], ['retry', 'within']]) {
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
