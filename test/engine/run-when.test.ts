import { describe, expect, it } from 'vitest';
import { eventWords } from '../../src/model/event-words.ts';
import { eventsOf } from '../../src/model/facts.ts';
import { fold } from '../../src/model/fold.ts';
import { defineStep, noParams } from '../../src/model/kind.ts';
import type { Json } from '../../src/model/json.ts';
import type { DrillResult } from '../../src/model/result.ts';
import type { Catalog } from '../../src/model/kind.ts';
import { noneGiven, type Reporter } from '../../src/reporters/reporter.ts';
import { junit } from '../../src/reporters/junit.ts';
import { htmlReport } from '../../src/reporters/report/page.ts';
import { runInMemory, stepOf, type MemoryResult } from './memory-run.ts';

const words = { title: 'Look', controls: [], params: noParams, example: {} };

/** A step that gives `refused`, or fails. */
function looking(refused: Json | Error): Catalog['steps'] {
  return [
    defineStep({
      ...words,
      kind: 'look',
      describe: () => ({ commands: [], fidelity: 'as-documented', reason: '' }),
      async apply() {
        if (refused instanceof Error) throw refused;
        return { text: 'looked', outputs: { refused } };
      },
    }),
    defineStep({
      ...words,
      kind: 'mend',
      describe: () => ({ commands: [], fidelity: 'as-documented', reason: '' }),
      apply: async () => ({ text: 'mended', outputs: {} }),
    }),
  ];
}

const textOf = (reporter: Reporter, result: DrillResult): string => Buffer.from(reporter.render(result, noneGiven)).toString('utf8');

const when = '${steps.look.outputs.refused}';

async function looked(refused: Json | Error): Promise<MemoryResult & { readonly result: DrillResult }> {
  const steps = [
    stepOf('look', { kind: 'look', onFailure: 'continue' }),
    stepOf('mend'),
    stepOf('tell', { when }),
    stepOf('ask', { when: '${steps.tell.outputs.answer}' }),
  ];
  const done = await runInMemory({ plan: { steps }, catalog: { steps: looking(refused) } });
  return { ...done, result: fold(done.events) };
}

describe('a step with a condition', () => {
  it.each([[1], ['set-1'], [true], [['set-1']]])('is carried out when the output is %j', async (refused) => {
    const { result } = await looked(refused);
    expect(result.steps[2]).toMatchObject({ state: 'succeeded' });
  });

  it.each([[0], [''], [false], [null], [[]]])('is skipped, with its reason, when the output is %j; so is what waits for its answer', async (refused) => {
    const { result, events } = await looked(refused);
    expect(result.steps[2]).toMatchObject({ state: 'skipped', attempts: 0, seconds: null, text: 'as the runbook says: the step look gave no refused' });
    expect(result.steps[3]).toMatchObject({ state: 'skipped', text: 'as the runbook says: the step tell gave no answer' });
    expect(result.notProven).toContain("The runbook's step “tell”: it was skipped, as the runbook says: the step look gave no refused.");
    expect(result.reasons.map(({ code }) => code)).not.toContain('step-not-executed');
    const [ended] = eventsOf(events, 'step-ended').filter(({ id }) => id === 'tell');
    expect(ended === undefined ? '' : eventWords(ended)).toBe('Step tell skipped: as the runbook says: the step look gave no refused');
  });

  it('is not executed, which is inconclusive and says why, when the step that it asks gave nothing at all', async () => {
    const { result } = await looked(new Error('no'));
    expect(result.steps[2]).toMatchObject({ state: 'not-executed', text: `its condition cannot be judged: ${when} was not given` });
    expect(result.reasons).toContainEqual(
      expect.objectContaining({
        code: 'step-not-executed',
        text: expect.stringContaining(`“tell” (its condition cannot be judged: ${when} was not given)`) as string,
      }),
    );
    expect(result.notProven.join()).not.toContain('it was skipped');
  });

  it('is told apart in every face', async () => {
    const [skipped, untouched] = [(await looked(0)).result, (await looked(new Error('no'))).result];
    expect(textOf(junit, skipped)).toContain('skipped: as the runbook says');
    expect(textOf(junit, untouched)).toContain('not-executed: its condition');
    expect(textOf(htmlReport, skipped)).toMatch(/ skipped</u);
    expect(textOf(htmlReport, untouched)).toMatch(/ not carried out</u);
  });
});
