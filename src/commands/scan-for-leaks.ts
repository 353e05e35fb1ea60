import type { LeakSearch } from '../engine/stage.ts';
import { leakScan } from '../evidence/leak-scan.ts';
import { fold } from '../model/fold.ts';
import type { JournalEvent } from '../model/journal.ts';
import type { DrillPlan } from '../model/plan.ts';
import { canaryCheckout, canaryToken } from '../phi/canary.ts';
import { protectedTokenPrefix, token } from '../phi/token.ts';
import { reporters } from '../reporters/index.ts';
import { given, printJobs } from './faces.ts';

/** More orders than a run places itself. */
const ownOrders = 500;

/**
 * Renders what would be written of the run so far and looks for every synthetic record's canary token and for all that
 * Muster typed at the checkout, plain and encoded once (the tests look two layers deep, at more memory). Says how many were looked for and found, never which.
 */
export async function scanForLeaks(events: readonly JournalEvent[], plan: DrillPlan): Promise<LeakSearch> {
  const files = candidateFiles(events);
  const values = [...tokens(plan, fold(events).run.id)];
  const hits = leakScan(files, values, 1).hits.reduce((sum, hit) => sum + hit.count, 0);
  return { values: values.length, files: files.size, hits, withhold: hits > 0 };
}

/** Everything that would be written of a run, by file name; of a PDF, what is printed in it, for its bytes are compressed. */
export function candidateFiles(events: readonly JournalEvent[]): ReadonlyMap<string, Buffer> {
  const result = fold(events);
  const journal = Buffer.from(events.map((event) => JSON.stringify(event)).join('\n'));
  const plain = reporters.map(({ file, render }): [string, Buffer] => [file, render(result, given())]);
  const printed = [...printJobs(result)].map(({ file, job }): [string, Buffer] => [file, Buffer.from(JSON.stringify(job.data))]);
  return new Map([['journal.ndjson', journal], ...plain, ...printed]);
}

function* tokens({ data: { seed, orders, customers } }: DrillPlan, runId: string): Generator<string> {
  for (let number = 1; number <= customers; number += 1) yield token('cnr-', seed, 'patient', number);
  for (let number = 1; number <= orders; number += 1) yield token(protectedTokenPrefix, seed, 'order', number);
  for (let number = 1; number <= ownOrders; number += 1) {
    const { unit, billing } = canaryCheckout(runId, number);
    yield* [unit, billing['email'] ?? '', canaryToken(runId, number)];
  }
}
