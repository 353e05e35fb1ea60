import type { SitePlan } from './plan/site.ts';
import type { SqlValue } from './ports/database.ts';

/** A table whose rows are meta fields of an order. Names without the prefix. */
export interface OrderMeta {
  readonly table: 'wc_orders_meta' | 'postmeta';
  readonly key: 'id' | 'meta_id';
  readonly order: 'order_id' | 'post_id';
}

/** Where a shop keeps its orders, as pieces of SQL. The pieces name tables with their prefix and need no parameters. */
export interface OrderStore {
  /** To select from: `id`, `type`, `status`, `date_created_gmt`, `billing_email` of every order, refund and draft. */
  readonly orders: string;
  /** To select from: `order_id` and `address_2` of every billing address. */
  readonly billing: string;
  /** To select from: `order_id` and `customer_id` (0 for a guest) of every order. */
  readonly owners: string;
  /** Where an order's own fields lie; what WooCommerce reads comes first, its copy second. */
  readonly metas: readonly [OrderMeta, ...OrderMeta[]];
  /** Statements that give an order to a customer, each with what its marks stand for. */
  assign(order: number, customer: number): readonly (readonly [sql: string, values: readonly SqlValue[]])[];
}

const tableMeta: OrderMeta = { table: 'wc_orders_meta', key: 'id', order: 'order_id' };
const postMeta: OrderMeta = { table: 'postmeta', key: 'meta_id', order: 'post_id' };

/**
 * The one place that knows where an order lives: WooCommerce's order tables (`hpos`), those with a copy among the posts
 * (`hpos-sync`: the tables are what the shop reads), or the posts alone (`posts`). Does not look at the database: that
 * the shop is set so is the site's builder's business.
 * Source: WooCommerce's OrdersTableDataStore and WC_Order_Data_Store_CPT.
 */
export function orderStore({ orderStorage, tablePrefix }: Pick<SitePlan, 'orderStorage' | 'tablePrefix'>): OrderStore {
  switch (orderStorage) {
    case 'hpos':
      return { ...inTables(tablePrefix), metas: [tableMeta], assign: (order, customer) => [ownerInTables(tablePrefix, order, customer)] };
    case 'hpos-sync':
      return {
        ...inTables(tablePrefix),
        metas: [tableMeta, postMeta],
        assign: (order, customer) => [ownerInTables(tablePrefix, order, customer), ownerInPosts(tablePrefix, order, customer)],
      };
    case 'posts':
      return { ...inPosts(tablePrefix), metas: [postMeta], assign: (order, customer) => [ownerInPosts(tablePrefix, order, customer)] };
  }
}

function inTables(prefix: string): Pick<OrderStore, 'orders' | 'billing' | 'owners'> {
  return {
    orders: `(SELECT id, type, status, date_created_gmt, billing_email FROM \`${prefix}wc_orders\`) AS orders`,
    billing: `(SELECT order_id, address_2 FROM \`${prefix}wc_order_addresses\` WHERE address_type = 'billing') AS billing`,
    owners: `(SELECT id AS order_id, customer_id FROM \`${prefix}wc_orders\` WHERE type = 'shop_order') AS owners`,
  };
}

function inPosts(prefix: string): Pick<OrderStore, 'orders' | 'billing' | 'owners'> {
  const mail = `SELECT meta_value FROM \`${prefix}postmeta\` AS m WHERE m.post_id = p.ID AND m.meta_key = '_billing_email' LIMIT 1`;
  return {
    orders: `(SELECT p.ID AS id, p.post_type AS type, p.post_status AS status, p.post_date_gmt AS date_created_gmt, (${mail}) AS billing_email
      FROM \`${prefix}posts\` AS p WHERE p.post_type IN ('shop_order', 'shop_order_refund')) AS orders`,
    billing: `(SELECT post_id AS order_id, meta_value AS address_2 FROM \`${prefix}postmeta\` WHERE meta_key = '_billing_address_2') AS billing`,
    owners: `(SELECT p.ID AS order_id, CAST(m.meta_value AS UNSIGNED) AS customer_id FROM \`${prefix}posts\` AS p
      JOIN \`${prefix}postmeta\` AS m ON m.post_id = p.ID AND m.meta_key = '_customer_user' WHERE p.post_type = 'shop_order') AS owners`,
  };
}

function ownerInTables(prefix: string, order: number, customer: number): readonly [string, readonly SqlValue[]] {
  return [`UPDATE \`${prefix}wc_orders\` SET customer_id = ? WHERE id = ?`, [customer, order]];
}

function ownerInPosts(prefix: string, order: number, customer: number): readonly [string, readonly SqlValue[]] {
  return [`UPDATE \`${prefix}postmeta\` SET meta_value = ? WHERE post_id = ? AND meta_key = '_customer_user'`, [String(customer), order]];
}
