import { isAbort } from '../model/errors.ts';
import type { Sabotage } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { Proof, Reading } from '../model/reading.ts';
import { assertionContext, takeReading, type Expectation } from './readings.ts';

/**
 * Shows for every assertion that held that it can go red: sabotage, red, the exact state put back, green again. In the
 * order of `expect`; an undo that fails leaves the rest `not-run`.
 */
export async function prove(context: RunContext, expectations: readonly Expectation[], after: ReadonlyMap<string, Reading>): Promise<void> {
  let damaged = false;
  for (const expectation of expectations) {
    const { kind } = expectation.planned;
    if (damaged) await ended(context, kind, 'not-run', 'an earlier sabotage could not be put back');
    else if (!context.plan.prove) await ended(context, kind, 'not-run', 'proof was switched off (--no-prove)');
    else if (after.get(kind) !== 'holds') await ended(context, kind, 'not-run', 'it did not hold after the restore');
    else damaged = !(await proveOne(context, expectation));
  }
}

/** False when the exact state could not be put back. */
async function proveOne(context: RunContext, expectation: Expectation): Promise<boolean> {
  const { kind } = expectation.planned;
  const sabotage = await sabotaged(context, expectation);
  if (sabotage === null) {
    await ended(context, kind, 'not-run', 'the sabotage itself failed');
    return false;
  }
  const red = await takeReading({ context, expectation, moment: 'sabotaged', watched: {} });
  if (!(await undone(context, kind, sabotage))) {
    await ended(context, kind, 'not-run', 'the sabotage could not be put back');
    return false;
  }
  const green = await takeReading({ context, expectation, moment: 'undone', watched: {} });
  if (green.reading !== 'holds') {
    await ended(context, kind, 'not-run', 'it did not hold again after the sabotage was put back');
    return false;
  }
  const caught = red.reading === 'broken' && red.reason !== 'unreachable';
  await ended(context, kind, caught ? 'caught' : 'missed', caught ? sabotage.what : `not noticed: ${sabotage.what}`);
  return true;
}

async function sabotaged(context: RunContext, expectation: Expectation): Promise<Sabotage | null> {
  await context.record({ type: 'sabotage-intended', assertion: expectation.planned.kind, what: expectation.planned.title });
  try {
    const request = { context, expectation, moment: 'sabotaged', watched: {} } as const;
    const sabotage = await expectation.assertion.sabotage(expectation.planned.params, assertionContext(request));
    // Damage below WordPress would hide behind a cache that still knows the healthy state.
    if (sabotage.inCaches !== true) await context.mirror.coolCaches();
    return sabotage;
  } catch (error) {
    if (context.signal.aborted || isAbort(error)) throw error;
    return null;
  }
}

async function undone(context: RunContext, assertion: string, sabotage: Sabotage): Promise<boolean> {
  const began = context.clock.monotonicMs();
  let ok = true;
  try {
    await sabotage.undo();
    await context.mirror.coolCaches();
  } catch (error) {
    if (context.signal.aborted || isAbort(error)) throw error;
    ok = false;
  }
  await context.record({ type: 'sabotage-undone', assertion, tookMs: Math.round(context.clock.monotonicMs() - began), ok });
  return ok;
}

async function ended(context: RunContext, assertion: string, proof: Proof, text: string): Promise<void> {
  await context.record({ type: 'proof-ended', assertion, proof, text });
}
