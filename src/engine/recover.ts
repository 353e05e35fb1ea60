import type { Catalog } from '../model/kind.ts';
import type { CanaryOrder, RunContext } from '../model/ports.ts';
import { runSteps } from './step.ts';
import type { Outputs } from './outputs.ts';

/**
 * Runs the runbook and measures what it brought back: the newest record inside the restored data (never a file's
 * date), and which of Muster's own orders from before the fault are gone. Returns Muster's own measuring time.
 */
export async function recover(context: RunContext, catalog: Catalog): Promise<number> {
  const placed = [...context.ledger.orders];
  const { outputs, instrumentMs } = await runSteps(context, catalog);
  const began = context.clock.monotonicMs();
  const lost = await ordersLost(context, placed);
  if (lost !== null) {
    await context.record({ type: 'recovery-measured', newestRestoredRecordAt: newestRestored(outputs), ordersLost: lost, ordersPlaced: placed.length });
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

/** Orders that were placed before the fault and are gone now, found by their own token, as ids may be used again. */
async function ordersLost({ mirror: { database }, signal }: RunContext, placed: readonly CanaryOrder[]): Promise<number | null> {
  const tokens = placed.flatMap((order) => order.values['unit'] ?? []);
  if (tokens.length === 0) return 0;
  try {
    const rows = await database.query(
      `SELECT DISTINCT address_2 AS token FROM \`${database.prefix}wc_order_addresses\` WHERE address_type = 'billing' AND address_2 IN (${tokens.map(() => '?').join(',')})`,
      tokens,
    );
    return tokens.length - rows.length;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}
