// A mirror of the demo shop with many orders, as a drill raises it: its state built once and cached.
import { join } from 'node:path';
import { mirrorStage } from '../src/commands/mirror-stage.ts';
import type { StageRequest } from '../src/commands/stage-request.ts';
import { loadPlan } from '../src/commands/load-plan.ts';
import { catalog } from '../src/catalog.ts';
import { systemClock } from '../src/engine/clock.ts';
import type { Stage } from '../src/engine/stage.ts';
import type { DrillPlan } from '../src/model/plan/drill.ts';
import type { Mirror } from '../src/model/ports/mirror.ts';
import type { RunContext } from '../src/model/ports/run-context.ts';
import { Secrets } from '../src/model/secrets.ts';
import { firstPrev, linkEvent } from '../src/model/chain.ts';
import { newRunId } from '../src/stack/stack.ts';

export const home = join(import.meta.dirname, '..');
export const signal = new AbortController().signal;
const commerce = process.argv.includes('--woocommerce') ? 'woocommerce' : 'order-desk';

/** Twenty orders a customer: two years of monthly refills. */
export const customersFor = (orders: number): number => Math.max(1, Math.round(orders / 20));

/** A stage of the shipped drill with that many orders; nothing is made yet. */
export function stageFor(orders: number): { readonly stage: Stage; readonly plan: DrillPlan } & Pick<StageRequest, 'clock' | 'record'> {
  const clock = systemClock();
  const runId = newRunId();
  const loaded = loadPlan(
    'drills/database-loss.yaml',
    { commerce, set: [`data.orders=${orders}`, `data.customers=${customersFor(orders)}`] },
    { cwd: home, signal, out: () => undefined, err: () => undefined },
    { catalog, clock },
  );
  if ('diagnostics' in loaded) throw new Error('the shipped drill is not valid');
  const request: StageRequest = {
    plan: loaded.plan,
    siteDir: loaded.siteDir,
    runId,
    record: async (fact) => linkEvent(fact, { seq: 0, at: clock.now(), ms: 0, prev: firstPrev }),
    clock,
    env: process.env,
    home,
    keep: false,
    backup: null,
    secrets: new Secrets(),
    progress: (text) => process.stderr.write(`${text}\n`),
  };
  return { stage: mirrorStage(request), plan: loaded.plan, clock, record: request.record };
}

/** The mirror itself, up and loaded. */
export async function mirrorWith(orders: number): Promise<{ readonly mirror: Mirror; readonly context: RunContext } & AsyncDisposable> {
  const { stage, ...rest } = stageFor(orders);
  const lower = async (): Promise<void> => void (await stage.lower());
  try {
    await stage.prepare(signal);
    await stage.provision(signal);
    const parts = await stage.load(signal);
    const timeline = { faultMs: null, containedMs: null, steps: new Map() };
    return { mirror: parts.mirror, context: { ...parts, ...rest, timeline, signal }, [Symbol.asyncDispose]: lower };
  } catch (error) {
    await lower();
    throw error;
  }
}
