import { quotedTable } from '../model/identifier.ts';
import type { Database } from '../model/ports/database.ts';
import type { OptionFacts } from './read-software.ts';
import type { OrderKeys } from './checkout-fields.ts';
import { isKnown } from './known-names.ts';
import { keysOf, tooSlow } from './read-survey.ts';
import { text } from './schema.ts';

/**
 * Counts what the orders of a live shop carry, by the server, in one or two statements; names and counts only. None where
 * the server ends a statement that takes too long.
 * @throws {DrillError} what the database port throws.
 */
export async function readOrderKeys(database: Database, { site: { orderStorage } }: Pick<OptionFacts, 'site'>): Promise<OrderKeys> {
  const none: OrderKeys = { orders: 0, keys: [] };
  if (orderStorage === null) return none;
  const table = orderStorage === 'posts' ? 'postmeta' : 'wc_orders_meta';
  const keys = await keysOf(database, table).catch(tooSlow);
  if (keys === null) return none;
  const others = keys.filter(({ name }) => !isKnown(table, name));
  if (orderStorage === 'posts') return { orders: keys.find(({ name }) => name === '_order_key')?.rows ?? 0, keys: others };
  const [row] = await database.query(`SELECT COUNT(*) AS n FROM ${quotedTable(database, 'wc_orders')}`);
  return { orders: Number(text(row, 'n')), keys: others };
}
