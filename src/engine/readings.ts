import { DrillError, isAbort } from '../model/errors.ts';
import type { Assertion, AssertionContext, WatcherReport } from '../model/kind.ts';
import type { PlannedKind } from '../model/plan/drill.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { Moment, ReadingOutcome } from '../model/reading.ts';

/** One expectation of the drill, with what its assertion captured on the quiet site. */
export interface Expectation {
  readonly planned: PlannedKind;
  readonly assertion: Assertion;
  reference: unknown;
}

export interface ReadingRequest {
  readonly context: RunContext;
  readonly expectation: Expectation;
  readonly moment: Moment;
  readonly watched: Readonly<Record<string, WatcherReport>>;
}

/** Takes one reading and records it. Never throws but for an abort: a crash of the check is the reading `error`. */
export async function takeReading(request: ReadingRequest): Promise<ReadingOutcome> {
  const { context, expectation, moment } = request;
  const began = context.clock.monotonicMs();
  const outcome = await checked(request);
  await context.record({
    type: 'reading-taken',
    assertion: expectation.planned.kind,
    moment,
    outcome,
    tookMs: Math.round(context.clock.monotonicMs() - began),
  });
  return outcome;
}

/** What an assertion is given at `moment`. */
export function assertionContext({ context, expectation, moment, watched }: ReadingRequest): AssertionContext<unknown> {
  return { ...context, reference: expectation.reference, watched, moment };
}

async function checked(request: ReadingRequest): Promise<ReadingOutcome> {
  const { expectation, context } = request;
  try {
    return await expectation.assertion.check(expectation.planned.params, assertionContext(request));
  } catch (error) {
    if (context.signal.aborted || isAbort(error)) throw error;
    const unreachable = error instanceof DrillError && (error.code === 'UNREACHABLE' || error.code === 'PROBE_TIMEOUT');
    return {
      reading: unreachable ? 'broken' : 'error',
      reason: unreachable ? 'unreachable' : 'exception',
      expected: expectation.planned.title,
      actual: error instanceof DrillError ? error.message : 'the check itself failed',
      counts: {},
      evidence: [],
    };
  }
}
