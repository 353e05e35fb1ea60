// What watching costs the restore: the shipped runbook, with all watchers and without any, taking turns.
import { catalog } from '../src/catalog.ts';
import { runSteps } from '../src/engine/runbook.ts';
import { Watchers } from '../src/engine/watch.ts';
import type { RunContext } from '../src/model/ports/run-context.ts';
import { median, secondsSince, type Figure } from './figure.ts';
import { mirrorWith } from './mirror.ts';

const rounds = 3;
const fewOrders = 50_000;

/** Watchers may make the runbook's steps 5 % slower at most. At most 50,000 orders: more only hides the watchers behind the import. */
export async function watcherFigures(orders: number): Promise<readonly Figure[]> {
  await using made = await mirrorWith(Math.min(orders, fewOrders));
  const { context } = made;
  await context.backups.take();
  await restored(context, false);
  const [watched, alone]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    for (const watching of round % 2 === 0 ? [true, false] : [false, true]) (watching ? watched : alone).push(await restored(context, watching));
  }
  return [
    { name: `the runbook of ${Math.min(orders, fewOrders)} orders, unwatched`, seconds: median(alone) },
    { name: 'the same under all six watchers, against unwatched', ratio: median(watched) / median(alone), limit: 1.05 },
  ];
}

/** Seconds of the documented steps after the database's volume was lost, Muster's own measuring left out. */
async function restored(context: RunContext, watching: boolean): Promise<number> {
  const watchers = new Watchers(catalog);
  if (watching) await watchers.start(context.plan.watchers, context);
  await context.mirror.containers.remove('db');
  const began = performance.now();
  const { instrumentMs, outputs } = await runSteps(context, catalog, null);
  const seconds = secondsSince(began) - instrumentMs / 1000;
  await watchers.abandon();
  if (Object.keys(outputs).length !== context.plan.steps.length) throw new Error('not every step of the runbook succeeded');
  return seconds;
}
