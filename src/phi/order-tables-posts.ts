import type { Cell, RowTable } from './row-table.ts';
import type { StoredOrder } from './stored-order.ts';

/** An order as a post, as WooCommerce writes it in legacy storage and, with HPOS, in compatibility mode. */
export const orderPosts: RowTable<StoredOrder> = {
  table: 'posts',
  same: {
    post_author: 1,
    post_content: '',
    post_excerpt: '',
    post_status: 'wc-completed',
    comment_status: 'open',
    ping_status: 'closed',
    to_ping: '',
    pinged: '',
    post_content_filtered: '',
    post_parent: 0,
    guid: '',
    menu_order: 0,
    post_type: 'shop_order',
    post_mime_type: '',
    comment_count: 0,
  },
  columns: ['ID', 'post_date', 'post_date_gmt', 'post_modified', 'post_modified_gmt', 'post_title', 'post_name', 'post_password'],
  rows: ({ ids, createdAt, orderKey }) => [
    [ids.order, createdAt, createdAt, createdAt, createdAt, `Order &ndash; ${createdAt}`, `order-${ids.order}`, orderKey],
  ],
};

/** Every meta row of such a post: WC_Order_Data_Store_CPT's own keys, and the prescription. */
export const orderPostMeta: RowTable<StoredOrder> = {
  table: 'postmeta',
  same: {},
  columns: ['post_id', 'meta_key', 'meta_value'],
  rows: (order) => [...own(order), ...order.sealed].map(([key, value]) => [order.ids.order, key, value]),
};

function own({ ids, patient, orderKey, total, ipAddress, createdAt }: StoredOrder): readonly (readonly [string, Cell])[] {
  const seconds = Date.parse(`${createdAt.replace(' ', 'T')}Z`) / 1000;
  const { firstName, lastName, street, unit, city, state, postcode, email, phone } = patient;
  const place = [firstName, lastName, street, unit, city, state, postcode, 'US'];
  const names = ['first_name', 'last_name', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country'];
  const at = (kind: string): readonly (readonly [string, Cell])[] => names.map((name, index) => [`_${kind}_${name}`, place[index] ?? '']);
  return [
    ['_order_key', orderKey],
    ['_customer_user', ids.user],
    ...at('billing'),
    ['_billing_email', email],
    ['_billing_phone', phone],
    ['_billing_address_index', [...place, email, phone].join(' ')],
    ...at('shipping'),
    ['_shipping_phone', phone],
    ['_shipping_address_index', [...place, phone].join(' ')],
    ...Object.entries(unchanging),
    ['_customer_ip_address', ipAddress],
    ['_order_total', total],
    ['_date_completed', seconds],
    ['_date_paid', seconds],
    ['_completed_date', createdAt],
    ['_paid_date', createdAt],
  ];
}

/** What is the same in every order that Muster makes up. */
const unchanging = {
  _payment_method: 'cheque',
  _payment_method_title: 'Check payments',
  _customer_user_agent: 'synthetic',
  _created_via: 'store-api',
  _order_currency: 'USD',
  _order_version: '10.6.2',
  _prices_include_tax: 'no',
  _cart_discount: '0',
  _cart_discount_tax: '0',
  _order_shipping: '0',
  _order_shipping_tax: '0',
  _order_tax: '0',
  _download_permissions_granted: 'yes',
  _recorded_sales: 'yes',
  _recorded_coupon_usage_counts: 'yes',
  _new_order_email_sent: 'true',
  _order_stock_reduced: 'yes',
} as const;
