import type { Catalog } from '../model/kind.ts';
import type { JsonObject } from '../model/json.ts';
import type { PlannedStep } from '../model/plan/drill.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { manualStep, type Ask } from './manual.ts';
import { condition, type Outputs } from './outputs.ts';
import { runStep, stepEnded, type StepContext } from './step.ts';

/** What the runbook gave. */
export interface RunbookOutcome {
  /** Each step's outputs, by id. */
  readonly outputs: Outputs;
  /** Time Muster measured while the recovery stood still, ms. */
  readonly instrumentMs: number;
}

/**
 * Runs the documented steps. A step waits for all that stand above it, or only for its `needs`; so steps that need
 * each other in no way go side by side. After a failed step with `on-failure: stop`, and after one that is stuck,
 * nothing begins any more: the rest is `not-executed`, and what is under way comes to its end.
 * A step whose `when` leads to nothing is `skipped`, with its reason.
 * A manual step is asked for with `ask`; where nobody can be asked it is `pending` until somebody attests it.
 */
export async function runSteps(context: RunContext, catalog: Catalog, ask: Ask | null): Promise<RunbookOutcome> {
  const failing = new AbortController();
  const runbook = new Runbook({ ...context, signal: AbortSignal.any([context.signal, failing.signal]) }, catalog, ask);
  const ended = new Map<string, Promise<void>>();
  for (const step of context.plan.steps) {
    const before = step.needs === null ? [...ended.values()] : step.needs.flatMap((id) => ended.get(id) ?? []);
    ended.set(
      step.id,
      Promise.all(before).then(() => runbook.run(step)),
    );
  }
  const all = [...ended.values()];
  // One that throws (an interrupt, a bug) ends the others; nothing of them goes on when this function has thrown.
  await Promise.all(all).catch(async (error: unknown) => {
    failing.abort();
    await Promise.allSettled(all);
    throw error;
  });
  return runbook;
}

class Runbook implements RunbookOutcome {
  readonly outputs: Record<string, JsonObject> = {};
  instrumentMs = 0;
  #halted = false;
  readonly #context: RunContext;
  readonly #catalog: Catalog;
  readonly #ask: Ask | null;

  constructor(context: RunContext, catalog: Catalog, ask: Ask | null) {
    this.#context = context;
    this.#catalog = catalog;
    this.#ask = ask;
  }

  async run(step: PlannedStep): Promise<void> {
    const context = { ...this.#context, step };
    context.signal.throwIfAborted();
    if (this.#halted) return await stepEnded(context, { attempt: 0, state: 'not-executed', seconds: 0, text: 'an earlier step failed' });
    if (step.when !== undefined && (await this.#passedOver(context, step.when))) return;
    const done = step.kind === 'manual' ? await manualStep(context, this.#ask) : await runStep(context, this.#catalog, this.outputs);
    if (done === 'pending') return;
    if (done === 'failed' || done === 'stuck') {
      this.#halted ||= done === 'stuck' || step.onFailure === 'stop';
      return;
    }
    this.outputs[step.id] = done.outputs;
    this.instrumentMs += done.instrumentMs ?? 0;
  }

  /** True when the step's own condition keeps it from being carried out, or cannot be judged; says which. */
  async #passedOver(context: StepContext, when: string): Promise<boolean> {
    const found = condition(when, this.outputs);
    if (found === 'unknown') {
      await stepEnded(context, { attempt: 0, state: 'not-executed', seconds: 0, text: `its condition cannot be judged: ${when} was not given` });
      return true;
    }
    if (found.holds) return false;
    // What asks for its outputs finds none, and is skipped as well.
    this.outputs[context.step.id] = {};
    await stepEnded(context, { attempt: 0, state: 'skipped', seconds: 0, text: `as the runbook says: ${found.text}` });
    return true;
  }
}
