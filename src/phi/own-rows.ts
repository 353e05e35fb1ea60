import type { PhiTable } from '../model/plan/phi-map.ts';
import type { Sql } from '../model/ports/database.ts';
import type { CanaryLedger } from '../model/ports/shop.ts';
import { recordStatement } from './chunk-sql.ts';
import { ordersBehind } from './orders-behind.ts';
import type { RowForm } from './row-form.ts';

/** How a run tells its own orders. */
export interface OwnOrders {
  readonly ledger: CanaryLedger;
  /** Where orders are selected from: `orders` of the shop's order store. */
  readonly orders: string;
  /** LIKE pattern of the e-mail addresses that this run's own checkouts give. */
  readonly canaryMail: string;
}

export interface NewRows {
  readonly sql: Sql;
  readonly prefix: string;
  readonly form: RowForm;
  readonly of: NonNullable<PhiTable['record']>['of'];
  /** When the reference was taken. */
  readonly since: string;
}

const atOnce = 4096;

/**
 * How many of the new rows with these keys belong to no checkout of this run after `since`: neither finished, nor
 * still a draft. Only rows of orders, and of what belongs to an order, can be Muster's own.
 */
export async function foreignRows(keys: readonly string[], rows: NewRows, own: OwnOrders): Promise<number> {
  let foreign = 0;
  for (let at = 0; at < keys.length; at += atOnce) foreign += await foreignAmong(keys.slice(at, at + atOnce), rows, own);
  return foreign;
}

async function foreignAmong(keys: readonly string[], { sql, prefix, form, of, since }: NewRows, own: OwnOrders): Promise<number> {
  const statement = recordStatement(form, keys);
  const records = (await sql.query(statement.sql, statement.values)).map((row) => Number(row['record'] ?? 0));
  const behind = await ordersBehind(sql, prefix, of, records);
  const placed = own.ledger.orders.filter((order) => order.placedAt > since).map((order) => order.id);
  const known = new Set(placed);
  for (const order of await ownAmong(
    sql,
    [...new Set(behind.values())].filter((id) => id > 0 && !known.has(id)),
    own,
  ))
    known.add(order);
  return records.filter((record) => !known.has(behind.get(record) ?? 0)).length;
}

async function ownAmong(sql: Sql, ids: readonly number[], { orders, canaryMail }: OwnOrders): Promise<readonly number[]> {
  if (ids.length === 0) return [];
  const marks = ids.map(() => '?').join(',');
  const rows = await sql.query(`SELECT id FROM ${orders} WHERE id IN (${marks}) AND (billing_email LIKE ? OR status = 'wc-checkout-draft')`, [
    ...ids,
    canaryMail,
  ]);
  return rows.map((row) => Number(row['id']));
}

/** How many orders that the off-box log says were erased are there again. */
export async function resurrectedOrders(sql: Sql, erased: readonly number[], orders: string): Promise<number> {
  if (erased.length === 0) return 0;
  const [row] = await sql.query(`SELECT COUNT(*) AS n FROM ${orders} WHERE id IN (${erased.map(() => '?').join(',')})`, erased);
  return Number(row?.['n'] ?? 0);
}
