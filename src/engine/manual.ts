import type { StepOutcome } from '../model/kind.ts';
import type { PlannedStep } from '../model/plan/drill.ts';
import { stepEnded, type StepContext } from './step.ts';

/** What a person says about a step that they did, or could not do. */
export interface Answer {
  readonly result: 'done' | 'failed';
  readonly comment: string;
}

/** Asks whoever sits at the terminal; null when nobody answers in time. Throws only when `signal` is aborted. */
export type Ask = (step: PlannedStep, signal: AbortSignal) => Promise<Answer | null>;

/**
 * A step that a person does: asked for at the terminal, where the wait counts as the person's time; pending elsewhere,
 * or when nobody answers within the step's timeout. What is answered is somebody's word, unsigned, and is told as that.
 */
export async function manualStep(context: StepContext, ask: Ask | null): Promise<StepOutcome | 'failed' | 'pending'> {
  const { step, clock, signal } = context;
  const waits = `waits for ${step.who} to attest it`;
  if (ask === null) {
    await stepEnded(context, { attempt: 0, state: 'pending', seconds: 0, text: waits });
    return 'pending';
  }
  await context.record({ type: 'step-started', id: step.id, attempt: 1 });
  const began = clock.monotonicMs();
  const answer = await ask(step, AbortSignal.any([signal, AbortSignal.timeout(step.timeoutSeconds * 1000)])).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) return null;
    throw error;
  });
  const seconds = (clock.monotonicMs() - began) / 1000;
  const timed = { attempt: 1, seconds, waitedOnPersonSeconds: seconds };
  if (answer === null) {
    await stepEnded(context, { ...timed, state: 'pending', text: `nobody answered within ${step.timeoutSeconds} s: ${waits}` });
    return 'pending';
  }
  const comment = answer.comment === '' ? '' : `: ${answer.comment}`;
  const text = `answered at the terminal, unsigned: ${answer.result}${comment}`;
  await stepEnded(context, { ...timed, state: answer.result === 'done' ? 'succeeded' : 'failed', text });
  return answer.result === 'done' ? { text, outputs: {} } : 'failed';
}
