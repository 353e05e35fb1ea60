import { idsNotReused } from '../../src/assertions/ids-not-reused.ts';
import { keepLog } from '../../src/assertions/log-keeping.ts';
import type { Database } from '../../src/model/ports/database.ts';
import type { RunContext } from '../../src/model/ports/run-context.ts';
import type { ReadingOutcome } from '../../src/model/reading.ts';
import { raiseIds } from '../../src/runbook/raise-ids.ts';
import { read } from '../drills/raise-shop.ts';

/** What a checkout writes, on either shop software and in either order store. */
export const written = ['posts', 'postmeta', 'comments', 'commentmeta', 'options', 'wc_orders', 'wc_order_addresses', 'wc_orders_meta'];
export const writtenToo = ['wc_order_operational_data', 'woocommerce_order_items', 'woocommerce_order_itemmeta', 'woocommerce_sessions', 'wc_customer_lookup'];
export const andMore = ['wc_order_stats', 'wc_order_product_lookup', 'actionscheduler_actions', 'actionscheduler_logs'];

/** The posts as an older dump has them: without the newest `count` orders, and with the counter of that time. */
export async function putPostsBack(database: Database, count: number): Promise<void> {
  if (count > 0) {
    const [first] = await database.query(
      `SELECT MIN(ID) AS id FROM (SELECT ID FROM wp_posts WHERE post_type IN ('shop_order', 'shop_order_placehold') ORDER BY ID DESC LIMIT ${count}) AS newest`,
    );
    await database.execute('DELETE FROM wp_posts WHERE ID >= ?', [Number(first?.['id'])]);
  }
  await database.execute('ALTER TABLE wp_posts AUTO_INCREMENT = 1');
}

export interface Takeover {
  /** ids-not-reused, read before the guest comes. */
  readonly before: ReadingOutcome;
  readonly order: { readonly existedBefore: boolean; readonly belongsToGuest: boolean; readonly items: number };
  readonly rows: { readonly before: number; readonly after: number };
  /** What the step said. */
  readonly next: string;
}

/**
 * A partial restore: `wp_posts` from a dump of before the newest five orders, everything else of today; then a guest
 * buys through the Store API. All of it on copies, which are taken back.
 */
export async function takeOver(context: RunContext, ids: 'left alone' | 'raised'): Promise<Takeover> {
  const { database } = context.mirror;
  const kept = await keepLog(context, [...written, ...writtenToo, ...andMore]);
  try {
    await putPostsBack(database, 5);
    const step = { ...context, step: context.plan.steps[0] } as Parameters<typeof raiseIds.apply>[1];
    const next = ids === 'raised' ? (await raiseIds.apply({ margin: 10 }, step)).text : '';
    const before = await read(idsNotReused, context, null);
    const existing = await numbersInUse(database);
    const placed = await context.shop.placeOrder('checkout-works');
    if (placed.order === null) throw new Error(`the guest could not buy: ${placed.text}`);
    const { id, values } = placed.order;
    const [items] = await database.query('SELECT COUNT(*) AS n FROM wp_woocommerce_order_items WHERE order_id = ?', [id]);
    const order = {
      existedBefore: existing.has(id),
      belongsToGuest: (await addressOf(database, id, context.plan.site.orderStorage)) === values['unit'],
      items: Number(items?.['n']),
    };
    return { before, order, rows: { before: existing.size, after: (await numbersInUse(database)).size }, next };
  } finally {
    await kept.undo();
  }
}

/** Orders that have line items: their numbers are those of patients' orders. */
async function numbersInUse(database: Database): Promise<ReadonlySet<number>> {
  return new Set((await database.query('SELECT DISTINCT order_id AS id FROM wp_woocommerce_order_items')).map((row) => Number(row['id'])));
}

async function addressOf(database: Database, id: number, storage: string): Promise<unknown> {
  const sql =
    storage === 'posts'
      ? "SELECT meta_value AS v FROM wp_postmeta WHERE post_id = ? AND meta_key = '_billing_address_2'"
      : "SELECT address_2 AS v FROM wp_wc_order_addresses WHERE order_id = ? AND address_type = 'billing'";
  return (await database.query(sql, [id]))[0]?.['v'];
}
