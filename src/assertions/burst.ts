import { randomUUID } from 'node:crypto';
import type { RunContext } from '../model/ports.ts';

/** One authorised read of one order, and whether its row is in the access log. */
export interface LoggedRead {
  readonly requestId: string;
  readonly status: number;
  readonly servedPhi: boolean;
  readonly logged: boolean;
}

/** Statuses with which the shop refuses a reader: not logged in, or without the right. */
const refusals = [401, 403];

/**
 * Tries one order as the support role and as nobody. `refused` counts the answers that refuse, `served` those that hold
 * PHI whatever their status; an answer that is neither (an error page) is in none of them.
 */
export async function readWithoutRight(context: RunContext): Promise<{ readonly refused: number; readonly served: number; readonly down: number }> {
  const readers = [context.mirror.accounts['support'] ?? null, null];
  let [refused, served, down] = [0, 0, 0];
  for (const reader of readers) {
    const { status, text } = await context.shop.readOrder(reader, context.mirror.patientOrderId, `drill-${randomUUID()}`);
    if (holdsPhi(text)) served += 1;
    else if (refusals.includes(status)) refused += 1;
    else if (status >= 500) down += 1;
  }
  return { refused, served, down };
}

/** Judged by content, whatever the status and however damaged the answer. */
function holdsPhi(text: string): boolean {
  return text.includes('"billing"') || text.includes('"rx"');
}

/**
 * Reads `count` distinct orders as the pharmacist, one after the other, and looks each read up in the access log by
 * request id, user, object and action.
 */
export async function readAndLookUp(context: RunContext, count: number): Promise<readonly LoggedRead[]> {
  const { database, accounts } = context.mirror;
  const reader = accounts['pharmacist'];
  if (reader === undefined) return [];
  const orders = await database.query(`SELECT id FROM \`${database.prefix}wc_orders\` WHERE type = 'shop_order' ORDER BY id DESC LIMIT ${count}`);
  const reads: LoggedRead[] = [];
  for (const order of orders) {
    const id = Number(order['id']);
    const requestId = `drill-${randomUUID()}`;
    const reply = await context.shop.readOrder(reader, id, requestId);
    const [row] = await database.query(
      `SELECT COUNT(*) AS n FROM \`${database.prefix}phi_access_log\` WHERE request_id = ? AND user_id = ? AND object = ? AND action = 'read'`,
      [requestId, reader.id, `order:${id}`],
    );
    reads.push({ requestId, status: reply.status, servedPhi: reply.status === 200 && holdsPhi(reply.text), logged: Number(row?.['n'] ?? 0) > 0 });
  }
  return reads;
}
