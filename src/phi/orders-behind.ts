import type { PhiTable } from '../model/plan/phi-map.ts';
import type { Sql } from '../model/ports/database.ts';

/** Where a row that names no order itself finds it: the table that knows, its own number there, and the order's. */
const ways = {
  'order-item': ['woocommerce_order_items', 'order_item_id', 'order_id'],
  comment: ['comments', 'comment_ID', 'comment_post_ID'],
} as const;

/**
 * The orders that records belong to, by the record's number: for `order` the number itself, for an order's item or a
 * note the order behind it. What belongs to no order, or to nothing that is there, is left out.
 */
export async function ordersBehind(
  sql: Sql,
  prefix: string,
  of: NonNullable<PhiTable['record']>['of'],
  records: readonly number[],
): Promise<Map<number, number>> {
  if (of === 'order') return new Map(records.map((record) => [record, record]));
  if (of === 'user' || records.length === 0) return new Map();
  const [table, own, order] = ways[of];
  const distinct = [...new Set(records)];
  const rows = await sql.query(
    `SELECT ${own} AS k, ${order} AS id FROM \`${prefix}${table}\` WHERE ${own} IN (${distinct.map(() => '?').join(',')})`,
    distinct,
  );
  return new Map(rows.map((row) => [Number(row['k']), Number(row['id'])]));
}
