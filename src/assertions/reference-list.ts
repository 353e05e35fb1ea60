import type { SitePlan } from '../model/plan/site.ts';

/** Rows of one table that name a row of another; WordPress and WooCommerce have no foreign keys, so nothing else does. */
export interface Reference {
  /** What a row without its counterpart is called in a report. */
  readonly name: string;
  /** Table without prefix, the column (or expression on `c`) that refers, and which rows do. */
  readonly from: { readonly table: string; readonly column: string; readonly where?: string };
  readonly to: { readonly table: string; readonly column: string; readonly where?: string };
}

type Side = Reference['to'];

const orderPosts: Side = { table: 'posts', column: 'ID', where: "p.post_type IN ('shop_order', 'shop_order_refund')" };
const users: Side = { table: 'users', column: 'ID' };
/** Orders that somebody placed; drafts and what is in the bin need not be complete. */
const placed = "c.type = 'shop_order' AND c.status NOT IN ('wc-checkout-draft', 'auto-draft', 'trash')";
const placedPosts = "c.post_type = 'shop_order' AND c.post_status NOT IN ('wc-checkout-draft', 'auto-draft', 'trash')";

/** `from` is `table.column`. */
function refer(name: string, from: string, to: Side, where?: string): Reference {
  const [table = '', column = ''] = from.split('.');
  return { name, from: { table, column: `c.${column}`, ...(where === undefined ? {} : { where }) }, to };
}

/** Every reference that a shop of this order storage must keep, both ways. `prefix` is the table prefix. */
export function referencesOf({ orderStorage, tablePrefix }: Pick<SitePlan, 'orderStorage' | 'tablePrefix'>): readonly Reference[] {
  const order: Side = orderStorage === 'posts' ? orderPosts : { table: 'wc_orders', column: 'id' };
  return [...(orderStorage === 'posts' ? inPosts : inTables(orderStorage)), ...shared(order), ...ofUsers(tablePrefix)];
}

function inTables(orderStorage: 'hpos' | 'hpos-sync'): readonly Reference[] {
  const order: Side = { table: 'wc_orders', column: 'id' };
  const types = orderStorage === 'hpos' ? "c.post_type = 'shop_order_placehold'" : "c.post_type IN ('shop_order_placehold', 'shop_order', 'shop_order_refund')";
  return [
    refer('orders without their number in posts', 'wc_orders.id', { table: 'posts', column: 'ID' }),
    refer("orders' numbers in posts without an order", 'posts.ID', order, types),
    refer('order addresses without an order', 'wc_order_addresses.order_id', order),
    refer('order meta without an order', 'wc_orders_meta.order_id', order),
    refer('operational data without an order', 'wc_order_operational_data.order_id', order),
    refer('refunds without an order', 'wc_orders.parent_order_id', order, 'c.parent_order_id > 0'),
    refer('orders of a customer without an account', 'wc_orders.customer_id', users, 'c.customer_id > 0'),
    refer('orders without a billing address', 'wc_orders.id', { table: 'wc_order_addresses', column: 'order_id', where: "p.address_type = 'billing'" }, placed),
    refer('orders without operational data', 'wc_orders.id', { table: 'wc_order_operational_data', column: 'order_id' }, placed),
    refer('orders without an item', 'wc_orders.id', { table: 'woocommerce_order_items', column: 'order_id' }, placed),
  ];
}

const inPosts: readonly Reference[] = [
  refer('orders without a key', 'posts.ID', { table: 'postmeta', column: 'post_id', where: "p.meta_key = '_order_key'" }, placedPosts),
  refer('orders without an item', 'posts.ID', { table: 'woocommerce_order_items', column: 'order_id' }, placedPosts),
  refer('refunds without an order', 'posts.post_parent', orderPosts, "c.post_type = 'shop_order_refund'"),
  {
    name: 'orders of a customer without an account',
    from: { table: 'postmeta', column: 'CAST(c.meta_value AS UNSIGNED)', where: "c.meta_key = '_customer_user' AND CAST(c.meta_value AS UNSIGNED) > 0" },
    to: users,
  },
];

function shared(order: Side): readonly Reference[] {
  const permissions = 'woocommerce_downloadable_product_permissions';
  return [
    refer('order items without an order', 'woocommerce_order_items.order_id', order),
    refer('item meta without an item', 'woocommerce_order_itemmeta.order_item_id', { table: 'woocommerce_order_items', column: 'order_item_id' }),
    refer('order notes without an order', 'comments.comment_post_ID', order, "c.comment_type = 'order_note'"),
    refer('order statistics without an order', 'wc_order_stats.order_id', order),
    refer('product statistics without an order', 'wc_order_product_lookup.order_id', order),
    refer('download permissions without an order', `${permissions}.order_id`, order, 'c.order_id > 0'),
    refer('logged downloads without a permission', 'wc_download_log.permission_id', { table: permissions, column: 'permission_id' }),
    refer('comment meta without a comment', 'commentmeta.comment_id', { table: 'comments', column: 'comment_ID' }),
    refer('post meta without a post', 'postmeta.post_id', { table: 'posts', column: 'ID' }),
  ];
}

function ofUsers(prefix: string): readonly Reference[] {
  const permissions = 'woocommerce_downloadable_product_permissions';
  return [
    refer('user meta without an account', 'usermeta.user_id', users),
    refer('accounts without a role', 'users.ID', { table: 'usermeta', column: 'user_id', where: `p.meta_key = '${prefix}capabilities'` }),
    refer('customer statistics without an account', 'wc_customer_lookup.user_id', users, 'c.user_id > 0'),
    refer('download permissions without an account', `${permissions}.user_id`, users, 'c.user_id > 0'),
    refer('payment tokens without an account', 'woocommerce_payment_tokens.user_id', users, 'c.user_id > 0'),
    refer('payment token meta without a token', 'woocommerce_payment_tokenmeta.payment_token_id', {
      table: 'woocommerce_payment_tokens',
      column: 'token_id',
    }),
  ];
}
