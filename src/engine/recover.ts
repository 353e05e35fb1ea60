import type { Catalog } from '../model/kind.ts';
import type { Instant } from '../model/json.ts';
import { newestOrder } from '../model/newest-order.ts';
import { orderStore } from '../model/order-store.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { CanaryOrder } from '../model/ports/shop.ts';
import type { Ask } from './manual.ts';
import type { Outputs } from './outputs.ts';
import { runSteps } from './runbook.ts';

export interface Recovery {
  readonly ask: Ask | null;
  /** When the first fault was injected. */
  readonly faultAt: Instant;
}

/**
 * Runs the runbook and measures what it brought back: the newest record inside the restored data (never a file's
 * date), and which of Muster's own orders from before the fault are gone. Where no step restored a database, the newest
 * record from before the fault (`faultAt`) that is still there. Returns Muster's own measuring time.
 */
export async function recover(context: RunContext, catalog: Catalog, { ask, faultAt }: Recovery): Promise<number> {
  const placed = [...context.ledger.orders];
  const { outputs, instrumentMs } = await runSteps(context, catalog, ask);
  const began = context.clock.monotonicMs();
  const lost = await ordersLost(context, placed);
  if (lost !== null) {
    const newest = newestRestored(outputs) ?? (await newestKept(context, faultAt));
    await context.record({ type: 'recovery-measured', newestRestoredRecordAt: newest, ordersLost: lost, ordersPlaced: placed.length });
  }
  return instrumentMs + context.clock.monotonicMs() - began;
}

function newestRestored(outputs: Outputs): string | null {
  for (const output of Object.values(outputs)) {
    const newest = output['newestRecordAt'];
    if (typeof newest === 'string') return newest;
  }
  return null;
}

/** RFC 3339, UTC; null when nothing is there or the database does not answer. */
async function newestKept({ mirror: { database, site }, signal }: RunContext, faultAt: Instant): Promise<string | null> {
  try {
    return await newestOrder(database, site, faultAt);
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

/** Orders that were placed before the fault and are gone now, found by their own token, as ids may be used again. */
async function ordersLost({ mirror: { database, site }, signal }: RunContext, placed: readonly CanaryOrder[]): Promise<number | null> {
  const tokens = placed.flatMap((order) => order.values['unit'] ?? []);
  if (tokens.length === 0) return 0;
  try {
    const rows = await database.query(
      `SELECT DISTINCT address_2 AS token FROM ${orderStore(site).billing} WHERE address_2 IN (${tokens.map(() => '?').join(',')})`,
      tokens,
    );
    return tokens.length - rows.length;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}
