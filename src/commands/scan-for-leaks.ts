import { leakScan } from '../evidence/leak-scan.ts';
import { fold } from '../model/fold.ts';
import type { JournalEvent } from '../model/journal.ts';
import type { DrillPlan } from '../model/plan.ts';
import { canaryCheckout } from '../phi/canary.ts';
import { protectedTokenPrefix, token } from '../phi/token.ts';
import { reporters } from '../reporters/index.ts';

/** More orders than a run places itself. */
const ownOrders = 500;

/**
 * Renders what would be written of the run so far and looks for every synthetic record's canary token and for all that
 * Muster typed at the checkout, plain and encoded once (the tests look two layers deep, at more memory). Says how many were looked for and found, never which.
 */
export async function scanForLeaks(
  events: readonly JournalEvent[],
  plan: DrillPlan,
): Promise<{ readonly values: number; readonly files: number; readonly hits: number }> {
  const result = fold(events);
  const files = new Map([['journal.ndjson', Buffer.from(events.map((event) => JSON.stringify(event)).join('\n'))]]);
  for (const reporter of reporters) files.set(reporter.file, Buffer.from(reporter.render(result)));
  const values = [...tokens(plan, result.run.id)];
  return { values: values.length, files: files.size, hits: leakScan(files, values, 1).hits.reduce((sum, hit) => sum + hit.count, 0) };
}

function* tokens({ data: { seed, orders, customers } }: DrillPlan, runId: string): Generator<string> {
  for (let number = 1; number <= customers; number += 1) yield token('cnr-', seed, 'patient', number);
  for (let number = 1; number <= orders; number += 1) yield token(protectedTokenPrefix, seed, 'order', number);
  for (let number = 1; number <= ownOrders; number += 1) {
    const { unit, billing, prescription } = canaryCheckout(runId, number);
    yield* [unit, billing['email'] ?? '', prescription.diagnosis];
  }
}
