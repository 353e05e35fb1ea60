import { setTimeout as sleep } from 'node:timers/promises';
import { DrillError, isAbort } from '../model/errors.ts';
import type { Catalog, StepOutcome } from '../model/kind.ts';
import type { JsonObject } from '../model/json.ts';
import type { PlannedStep } from '../model/plan.ts';
import type { RunContext } from '../model/ports.ts';
import type { StepState } from '../model/reading.ts';
import { withOutputs, type Outputs } from './outputs.ts';

/**
 * Runs the documented steps in order. A failed step with `on-failure: stop` leaves the rest `not-executed`; a manual
 * step is `pending` until somebody attests it. Every step has its own timeout.
 * @returns each step's outputs, and the time Muster measured while the recovery stood still.
 */
export async function runSteps(context: RunContext, catalog: Catalog): Promise<{ readonly outputs: Outputs; readonly instrumentMs: number }> {
  const outputs: Record<string, JsonObject> = {};
  let instrumentMs = 0;
  let stopped = false;
  for (const step of context.plan.steps) {
    if (stopped || step.kind === 'manual') {
      await setAside(context, step, stopped ? 'not-executed' : 'pending');
      continue;
    }
    const done = await runStep({ ...context, step }, catalog, outputs);
    if (done === 'failed' || done === 'stuck') {
      stopped = done === 'stuck' || step.onFailure === 'stop';
      continue;
    }
    outputs[step.id] = done.outputs;
    instrumentMs += done.instrumentMs ?? 0;
  }
  return { outputs, instrumentMs };
}

type StepContext = RunContext & { readonly step: PlannedStep };

/** How one attempt ended: done, failed, or `stuck`, when it did not end in time and still has not. */
type Attempt = { readonly state: 'done'; readonly outcome: StepOutcome } | { readonly state: 'failed' | 'stuck'; readonly text: string };

/** How long a step that ran out of time gets at most to end after all, before it counts as stuck. */
const longestGraceMs = 5_000;

/** `stuck` forbids everything after it: two steps at once would spoil each other. */
async function runStep(context: StepContext, catalog: Catalog, outputs: Outputs): Promise<StepOutcome | 'failed' | 'stuck'> {
  const { step, signal } = context;
  for (let attempt = 1; attempt <= step.attempts; attempt += 1) {
    await context.record({ type: 'step-started', id: step.id, attempt });
    const began = context.clock.monotonicMs();
    const tried = await applied(context, catalog, outputs);
    const seconds = (context.clock.monotonicMs() - began) / 1000;
    if (tried.state === 'done') {
      const { text, outputs: given, instrumentMs = 0 } = tried.outcome;
      await ended(context, { attempt, state: 'succeeded', seconds, text, outputs: given, instrumentMs });
      return tried.outcome;
    }
    await ended(context, { attempt, state: 'failed', seconds, text: tried.text, outputs: {}, instrumentMs: 0 });
    if (tried.state === 'stuck') return 'stuck';
    if (attempt < step.attempts) await sleep(step.retryDelaySeconds * 1000, undefined, { signal });
  }
  return 'failed';
}

/** Applies the step within its timeout. Throws only when the run itself was aborted, or for our own bug. */
async function applied(context: StepContext, catalog: Catalog, outputs: Outputs): Promise<Attempt> {
  const { step } = context;
  const kind = catalog.steps.find((one) => one.kind === step.kind);
  if (kind === undefined) throw new DrillError('BUG', `The plan names a step that does not exist: ${step.kind}.`);
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const work = kind.apply(withOutputs(step.params, outputs) as never, { ...context, signal }).then(
    (outcome): Attempt => ({ state: 'done', outcome }),
    (error: unknown): Attempt => ({ state: 'failed', text: reasonOf(error, step) }),
  );
  const timeoutMs = step.timeoutSeconds * 1000;
  const inTime = await settledWithin(work, timeoutMs, context.signal);
  context.signal.throwIfAborted();
  if (inTime !== null) return inTime;
  over.abort();
  const late = await settledWithin(work, Math.min(timeoutMs, longestGraceMs), context.signal);
  context.signal.throwIfAborted();
  const text = `"${step.heading}" did not end within ${step.timeoutSeconds} s`;
  return late === null ? { state: 'stuck', text: `${text} and goes on; nothing was done after it.` } : { state: 'failed', text: `${text}.` };
}

/** What `work` gives, or null when `ms` passed or the signal was aborted first. Leaves no timer behind. */
async function settledWithin<T>(work: Promise<T>, ms: number, signal: AbortSignal): Promise<T | null> {
  const done = new AbortController();
  const timer = sleep(ms, null, { signal: AbortSignal.any([signal, done.signal]) }).catch(() => null);
  const first = await Promise.race([work, timer]);
  done.abort();
  return first;
}

interface Ended {
  readonly attempt: number;
  readonly state: StepState;
  readonly seconds: number;
  readonly text: string;
  readonly outputs: JsonObject;
  readonly instrumentMs: number;
}

async function ended(context: StepContext, { seconds, instrumentMs, ...end }: Ended): Promise<void> {
  await context.record({
    type: 'step-ended',
    id: context.step.id,
    waitedOnPersonSeconds: 0,
    seconds: Math.round(seconds * 1000) / 1000,
    instrumentMs: Math.round(instrumentMs),
    ...end,
  });
}

async function setAside(context: RunContext, step: PlannedStep, state: StepState): Promise<void> {
  const text = state === 'pending' ? `waits for ${step.who} to attest it` : 'an earlier step failed';
  await ended({ ...context, step }, { attempt: 0, state, seconds: 0, text, outputs: {}, instrumentMs: 0 });
}

function reasonOf(error: unknown, step: PlannedStep): string {
  if (error instanceof DrillError) return error.message;
  return isAbort(error) ? `"${step.heading}" did not end within ${step.timeoutSeconds} s.` : 'the step itself crashed';
}
