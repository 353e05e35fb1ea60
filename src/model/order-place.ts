import type { SitePlan } from './plan/site.ts';

/** Where a column of WooCommerce's order tables lies in a shop. Names without the prefix. */
interface OrderPlace {
  readonly table: string;
  readonly column: string;
  /** Values of `meta_key` that hold it; empty where a row has it in a column. */
  readonly keys: readonly string[];
}

const tables: Readonly<Record<string, 'posts' | 'postmeta'>> = {
  wc_orders: 'posts',
  wc_order_addresses: 'postmeta',
  wc_orders_meta: 'postmeta',
  wc_order_operational_data: 'postmeta',
};

/**
 * The table in which a shop keeps what one of WooCommerce's order tables holds: that one itself, but for a shop with its
 * orders as posts. So a scenario that names order tables hits the orders of any shop. Any other table is itself.
 * Source: WC_Order_Data_Store_CPT.
 */
export function orderTable({ orderStorage }: Pick<SitePlan, 'orderStorage'>, table: string): string {
  return orderStorage === 'posts' ? (tables[table] ?? table) : table;
}

/** As `orderTable`, for a column of it. Of orders as posts only the addresses have one place for each column: null for the others. */
export function orderPlace(site: Pick<SitePlan, 'orderStorage'>, table: string, column: string): OrderPlace | null {
  if (orderTable(site, table) === table) return { table, column, keys: [] };
  if (table !== 'wc_order_addresses') return null;
  return { table: 'postmeta', column: 'meta_value', keys: [`_billing_${column}`, `_shipping_${column}`] };
}
