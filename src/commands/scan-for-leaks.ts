import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeakSearch } from '../engine/stage.ts';
import { identifierScan } from '../evidence/identifiers.ts';
import { listFiles } from '../evidence/sealed-files.ts';
import { leakScan } from '../evidence/leak-scan.ts';
import { withMembers } from '../evidence/members.ts';
import { firstOf } from '../model/facts.ts';
import { fold } from '../model/fold.ts';
import type { JournalEvent } from '../model/journal.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import { canaryCheckout, canaryToken } from '../phi/canary.ts';
import { protectedTokenPrefix, token } from '../phi/token.ts';
import { reporters } from '../reporters/index.ts';
import { given, printJobs } from './faces.ts';

/** More orders than a run places itself. */
const ownOrders = 500;

/**
 * Renders what would be written of the run so far and looks, also in what is compressed in it, for every synthetic record's
 * canary token, for all that Muster typed at the checkout, and for whatever looks like one of the 18 identifiers of 45 CFR
 * 164.514(b)(2)(i); plain and encoded once (the tests look two layers deep, at more memory). Says how many were looked for
 * and found, never which. A hit, or a part that cannot be unpacked, withholds the bundle.
 */
export async function scanForLeaks(events: readonly JournalEvent[], plan: DrillPlan): Promise<LeakSearch> {
  return await search(candidateFiles(events), events, plan);
}

async function search(written: ReadonlyMap<string, Buffer>, events: readonly JournalEvent[], plan: DrillPlan): Promise<LeakSearch> {
  const { files, cut } = await withMembers(written);
  const values = [...tokens(plan, fold(events).run.id)];
  const identifiers = identifierScan(files, ownText(events));
  const hits = leakScan(files, values, 1).hits.reduce((sum, hit) => sum + hit.count, 0);
  const like = Object.values(identifiers).reduce((sum, count) => sum + count, 0);
  return { values: values.length, files: written.size, hits: hits + like, identifiers, notUnpacked: cut.length, withhold: hits + like > 0 || cut.length > 0 };
}

/**
 * The same search of the files that lie in a run's folder and that were not searched byte for byte before: PDFs, tables, and
 * whatever else was written there, before it is sealed.
 */
export async function scanOtherFiles(dir: string, events: readonly JournalEvent[], plan: DrillPlan): Promise<LeakSearch> {
  const searched = candidateFiles(events);
  const paths = (await listFiles(dir)).paths.filter((path) => !searched.has(path) || path.endsWith('.pdf'));
  return await search(new Map(await Promise.all(paths.map(async (path): Promise<[string, Buffer]> => [path, await readFile(join(dir, path))]))), events, plan);
}

/** What the definition says is nobody's secret: the shop's address, a version of four numbers. */
function ownText(events: readonly JournalEvent[]): (match: string) => boolean {
  const { stack } = fold(events);
  const known = JSON.stringify([firstOf(events, 'run-started')?.plan ?? null, stack]);
  return (match) => known.includes(match);
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
