import { addresses, operational, orderMeta, orders, placeholders } from './order-tables-hpos.ts';
import { orderPostMeta, orderPosts } from './order-tables-posts.ts';
import { rowsOf, type RowTable, type TableRow } from './row-table.ts';
import { storedOrder, type OrderIds, type StoredOrder } from './stored-order.ts';
import type { SyntheticOrder } from './synthetic.ts';
import type { VaultKey } from '../model/vault-key.ts';

/** Where a shop keeps its orders: order tables, order tables with posts in step, or posts alone. */
export type OrderStorage = 'hpos' | 'hpos-sync' | 'posts';

const items: RowTable<StoredOrder> = {
  table: 'woocommerce_order_items',
  same: { order_item_type: 'line_item' },
  columns: ['order_item_id', 'order_item_name', 'order_id'],
  rows: ({ ids, product }) => [[ids.order, product, ids.order]],
};
const itemMeta: RowTable<StoredOrder> = {
  table: 'woocommerce_order_itemmeta',
  same: {},
  columns: ['order_item_id', 'meta_key', 'meta_value'],
  rows: ({ ids: { order, product }, total }) => [
    [order, '_product_id', product],
    [order, '_variation_id', 0],
    [order, '_qty', 1],
    [order, '_line_subtotal', total],
    [order, '_line_total', total],
  ],
};

const tablesOf: Readonly<Record<OrderStorage, readonly RowTable<StoredOrder>[]>> = {
  hpos: [orderMeta, itemMeta, orders, addresses, placeholders, operational, items],
  'hpos-sync': [orderPostMeta, orderMeta, itemMeta, orders, addresses, orderPosts, operational, items],
  posts: [orderPostMeta, itemMeta, orderPosts, items],
};

/** The tables in which a shop with this storage keeps an order, the longest to load first. */
export function orderTables(storage: OrderStorage): readonly RowTable<StoredOrder>[] {
  return tablesOf[storage];
}

/** Every row of one order as WooCommerce stores it, the prescription already encrypted. Pure. */
export function orderRows(order: SyntheticOrder, ids: OrderIds, key: VaultKey, storage: OrderStorage): Generator<TableRow> {
  return rowsOf(orderTables(storage), storedOrder(order, ids, key));
}
