import { setTimeout as sleep } from 'node:timers/promises';
import { DrillError, isAbort } from '../model/errors.ts';
import type { Catalog, StepOutcome } from '../model/kind.ts';
import type { JsonObject } from '../model/json.ts';
import type { PlannedStep } from '../model/plan/drill.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { StepState } from '../model/reading.ts';
import { withOutputs, type Outputs } from './outputs.ts';

/** A run's context with the step that is under way. */
export type StepContext = RunContext & { readonly step: PlannedStep };

/** How one attempt ended: done, failed, or `stuck`, when it did not end in time and still has not. */
type Attempt = { readonly state: 'done'; readonly outcome: StepOutcome } | { readonly state: 'failed' | 'stuck'; readonly text: string };

/** How long a step that ran out of time gets at most to end after all, before it counts as stuck. */
const longestGraceMs = 5_000;

/**
 * Runs one step until it succeeds, or its attempts or its time to try (`retry`) are over. Every attempt has the step's
 * own timeout.
 * @returns what it gave; `stuck` when it did not end in time and still has not, which forbids everything after it: two
 * steps at once would spoil each other.
 */
export async function runStep(context: StepContext, catalog: Catalog, outputs: Outputs): Promise<StepOutcome | 'failed' | 'stuck'> {
  const { step, signal, clock } = context;
  const first = clock.monotonicMs();
  for (let attempt = 1; ; attempt += 1) {
    await context.record({ type: 'step-started', id: step.id, attempt });
    const began = clock.monotonicMs();
    const tried = await applied(context, catalog, outputs);
    const seconds = (clock.monotonicMs() - began) / 1000;
    if (tried.state === 'done') {
      const { text, outputs: given, instrumentMs = 0 } = tried.outcome;
      await stepEnded(context, { attempt, state: 'succeeded', seconds, text, outputs: given, instrumentMs });
      return tried.outcome;
    }
    await stepEnded(context, { attempt, state: 'failed', seconds, text: tried.text });
    if (tried.state === 'stuck') return 'stuck';
    if (!mayTryAgain(step, attempt, (clock.monotonicMs() - first) / 1000)) return 'failed';
    await sleep(step.retryDelaySeconds * 1000, undefined, { signal });
  }
}

/** By number of attempts, or by the seconds since the first one began, the delay before the next included. */
function mayTryAgain(step: PlannedStep, attempts: number, seconds: number): boolean {
  if (step.retryWithinSeconds !== null) return seconds + step.retryDelaySeconds < step.retryWithinSeconds;
  return attempts < step.attempts;
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
  readonly outputs?: JsonObject;
  readonly instrumentMs?: number;
  readonly waitedOnPersonSeconds?: number;
}

/** Writes a step's end, to the millisecond. */
export async function stepEnded({ step, record }: StepContext, end: Ended): Promise<void> {
  const { seconds, instrumentMs = 0, waitedOnPersonSeconds = 0, outputs = {}, ...rest } = end;
  const toMillisecond = (value: number): number => Math.round(value * 1000) / 1000;
  await record({
    type: 'step-ended',
    id: step.id,
    outputs,
    seconds: toMillisecond(seconds),
    waitedOnPersonSeconds: toMillisecond(waitedOnPersonSeconds),
    instrumentMs: Math.round(instrumentMs),
    ...rest,
  });
}

function reasonOf(error: unknown, step: PlannedStep): string {
  if (error instanceof DrillError) return error.message;
  return isAbort(error) ? `"${step.heading}" did not end within ${step.timeoutSeconds} s.` : 'the step itself crashed';
}
