import { DrillError } from '../model/errors.ts';
import { orderStore } from '../model/order-store.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/** A word of the patient's address that stands on their order's page and nowhere else. Never written down. */
export async function ownToken({ mirror: { database, site, patientOrderId } }: RunContext): Promise<string> {
  const [row] = await database.query(`SELECT address_2 AS v FROM ${orderStore(site).billing} WHERE order_id = ?`, [patientOrderId]);
  const token = String(row?.['v'] ?? '');
  if (token.length < 5) throw new DrillError('UNREACHABLE', "The patient's order is not in the shop's store.");
  return token;
}
