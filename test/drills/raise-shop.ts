import type { PlanFlags } from '../../src/commands/load-plan.ts';
import { systemClock } from '../../src/engine/clock.ts';
import type { RecordFact } from '../../src/model/journal.ts';
import type { Assertion } from '../../src/model/kind.ts';
import type { RunContext } from '../../src/model/ports/run-context.ts';
import type { ReadingOutcome } from '../../src/model/reading.ts';
import { raise } from './raise.ts';
import type { Rehearsal } from './rehearse.ts';

/** A shop on a real mirror, with what assertions and steps are given; nothing is broken and no watcher runs. */
export interface RaisedShop extends AsyncDisposable {
  readonly context: RunContext;
}
interface RaiseRequest {
  readonly change?: Rehearsal['change'];
  readonly flags?: PlanFlags;
  /** Adds folders to the copied drills. */
  readonly prepare?: (drills: string) => void;
}

/** Raises the demo site as `database-loss` does, with the stand-in unless asked otherwise, and stops before the backup. */
export async function raiseShop({ change = {}, flags = {}, prepare }: RaiseRequest = {}): Promise<RaisedShop> {
  const { signal } = new AbortController();
  const raised = await raise(change, { commerce: 'order-desk', ...flags }, signal, prepare);
  const record: RecordFact = async (fact) => ({ ...fact, seq: 0, at: '', ms: 0, prev: '', hash: '' });
  const timeline = { faultMs: null, containedMs: null, steps: new Map() };
  return { context: { ...raised, clock: systemClock(), record, timeline, signal }, [Symbol.asyncDispose]: () => raised[Symbol.asyncDispose]() };
}

/** What an assertion captures on the quiet site; it arranges first, where it does. */
export async function captured(assertion: Assertion, context: RunContext): Promise<unknown> {
  return await assertion.capture({}, { ...context, arranged: (await assertion.arrange?.({}, context)) ?? null });
}

/** Reads an assertion against what it captured; the moment `undone` judges by its own looks alone. */
export async function read(
  assertion: Assertion,
  context: RunContext,
  reference: unknown,
  params: Readonly<Record<string, unknown>> = {},
): Promise<ReadingOutcome> {
  return await assertion.check(params, { ...context, reference, moment: 'undone', watched: {} });
}

/** What the proof of a drill does: true, red under its own sabotage, true again. Returns the red reading. */
export async function proven(
  assertion: Assertion,
  context: RunContext,
  reference: unknown,
): Promise<readonly [before: ReadingOutcome, red: ReadingOutcome, after: ReadingOutcome]> {
  const before = await read(assertion, context, reference);
  const sabotage = await assertion.sabotage({}, { ...context, reference, moment: 'sabotaged', watched: {} });
  let red: ReadingOutcome;
  try {
    red = await read(assertion, context, reference);
  } finally {
    await sabotage.undo();
  }
  return [before, red, await read(assertion, context, reference)];
}
