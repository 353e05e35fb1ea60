import { orderStore } from '../model/order-store.ts';
import type { Database, Sql } from '../model/ports/database.ts';
import type { Recipe } from './made-rows.ts';

/** Numbers of WooCommerce's reports: customers have their own there. */
export interface ReportIds {
  readonly firstCustomerId: number;
  /** Of the account that the first order is given to. */
  readonly ownerId: number;
}

/** Tables, without prefix, that `fillReports` fills or changes. */
export const reportTables = ['wc_order_stats', 'wc_order_product_lookup', 'wc_customer_lookup'] as const;

/** The numbers that the made customers get in the reports; null where the shop has no such tables: the stand-in's has none. */
export async function reportIds(database: Database, owner: number, customers: number): Promise<ReportIds | null> {
  const names = reportTables.map((table) => database.prefix + table);
  const marks = names.map(() => '?').join(',');
  const there = await database.query(`SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN (${marks})`, names);
  if (there.length < names.length) return null;
  const table = `\`${database.prefix}wc_customer_lookup\``;
  const [row] = await database.query(`SELECT COALESCE(MAX(customer_id), 0) + 1 AS next, MAX(IF(user_id = ?, customer_id, NULL)) AS owner FROM ${table}`, [
    owner,
  ]);
  const firstCustomerId = Number(row?.['next'] ?? 1);
  return { firstCustomerId, ownerId: Number(row?.['owner'] ?? firstCustomerId + customers) };
}

/**
 * What WooCommerce's reports hold beside the rows that were loaded: the products of the made orders, the account that
 * the first one was given to, who bought for the first time, and when a customer was last seen. As WooCommerce's
 * own synchronisation of these orders would write it; they have neither taxes nor coupons, so those two tables stay
 * empty. Changes rows of made orders only; on a connection of its own.
 */
export async function fillReports(database: Database, recipe: Recipe): Promise<void> {
  if (recipe.reports === null) return;
  await using own = await database.connect();
  await own.execute("SET SESSION unique_checks = 0, foreign_key_checks = 0, time_zone = '+00:00'");
  await addOwner(own, recipe, recipe.reports.ownerId);
  await markFirstOrders(own, recipe);
  await addProducts(own, recipe);
}

/** WooCommerce's Customers\DataStore::get_customer_order_data_and_format: names of the account, the address of its order. */
async function addOwner(sql: Sql, { prefix, storage, owner, firstOrderId }: Recipe, ownerId: number): Promise<void> {
  const { orders } = orderStore({ orderStorage: storage, tablePrefix: prefix });
  const meta = (key: string): string => `COALESCE((SELECT meta_value FROM \`${prefix}usermeta\` WHERE user_id = u.ID AND meta_key = '${key}' LIMIT 1), '')`;
  await sql.execute(
    `REPLACE INTO \`${prefix}wc_customer_lookup\`
       (customer_id, user_id, username, first_name, last_name, email, date_registered, country, postcode, city, state)
     SELECT ?, u.ID, u.user_login, ${meta('first_name')}, ${meta('last_name')}, u.user_email, u.user_registered, p.country, p.postcode, p.city, p.state
     FROM \`${prefix}users\` AS u JOIN ${orders} ON orders.id = ? JOIN \`${prefix}wc_customer_lookup\` AS p ON p.email = orders.billing_email
     WHERE u.ID = ? LIMIT 1`,
    [ownerId, firstOrderId, owner],
  );
}

/** Order numbers ascend with their dates. */
async function markFirstOrders(sql: Sql, { prefix, firstOrderId }: Recipe): Promise<void> {
  const ends = `(SELECT customer_id, MIN(order_id) AS oldest, MAX(date_created_gmt) AS seen FROM \`${prefix}wc_order_stats\` WHERE order_id >= ? GROUP BY customer_id)`;
  await sql.execute(
    `UPDATE \`${prefix}wc_customer_lookup\` AS c JOIN ${ends} AS ends ON ends.customer_id = c.customer_id
       JOIN \`${prefix}wc_order_stats\` AS first ON first.order_id = ends.oldest
     SET c.date_last_active = ends.seen, first.returning_customer = 0`,
    [firstOrderId],
  );
}

/** WooCommerce's Products\DataStore::sync_order_products: one line an order, numbered like the order. */
async function addProducts(sql: Sql, { prefix, firstOrderId, productId }: Recipe): Promise<void> {
  await sql.execute(
    `INSERT INTO \`${prefix}wc_order_product_lookup\`
       (order_item_id, order_id, product_id, variation_id, customer_id, date_created, product_qty, product_net_revenue, product_gross_revenue)
     SELECT order_id, order_id, ?, 0, customer_id, date_created, 1, net_total, net_total FROM \`${prefix}wc_order_stats\` WHERE order_id >= ?`,
    [productId, firstOrderId],
  );
}
