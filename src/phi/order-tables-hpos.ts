import type { RowTable } from './row-table.ts';
import type { StoredOrder } from './stored-order.ts';

/** WooCommerce takes order ids from `posts`: with HPOS alone every order has an empty placeholder row there. */
export const placeholders: RowTable<StoredOrder> = {
  table: 'posts',
  same: {
    post_author: 1,
    post_content: '',
    post_title: '',
    post_excerpt: '',
    post_status: 'draft',
    comment_status: 'closed',
    ping_status: 'closed',
    post_password: '',
    post_name: '',
    to_ping: '',
    pinged: '',
    post_content_filtered: '',
    post_parent: 0,
    guid: '',
    menu_order: 0,
    post_type: 'shop_order_placehold',
    post_mime_type: '',
    comment_count: 0,
  },
  columns: ['ID', 'post_date', 'post_date_gmt', 'post_modified', 'post_modified_gmt'],
  rows: ({ ids, createdAt }) => [[ids.order, createdAt, createdAt, createdAt, createdAt]],
};

export const orders: RowTable<StoredOrder> = {
  table: 'wc_orders',
  same: {
    status: 'wc-completed',
    currency: 'USD',
    type: 'shop_order',
    tax_amount: '0.00',
    parent_order_id: 0,
    payment_method: 'cheque',
    payment_method_title: 'Check payments',
    transaction_id: '',
    user_agent: 'synthetic',
    customer_note: '',
  },
  columns: ['id', 'total_amount', 'customer_id', 'billing_email', 'ip_address', 'date_created_gmt', 'date_updated_gmt'],
  rows: ({ ids, total, patient, ipAddress, createdAt }) => [[ids.order, total, ids.user, patient.email, ipAddress, createdAt, createdAt]],
};

export const addresses: RowTable<StoredOrder> = {
  table: 'wc_order_addresses',
  same: { company: null, country: 'US' },
  columns: ['order_id', 'address_type', 'first_name', 'last_name', 'address_1', 'address_2', 'city', 'state', 'postcode', 'email', 'phone'],
  rows: ({ ids, patient }) => {
    const { firstName, lastName, street, unit, city, state, postcode, email, phone } = patient;
    const who = [firstName, lastName, street, unit, city, state, postcode, email, phone];
    return [
      [ids.order, 'billing', ...who],
      [ids.order, 'shipping', ...who],
    ];
  },
};

export const operational: RowTable<StoredOrder> = {
  table: 'wc_order_operational_data',
  same: {
    created_via: 'store-api',
    woocommerce_version: '10.6.2',
    prices_include_tax: 0,
    cart_hash: '',
    coupon_usages_are_counted: 1,
    download_permission_granted: 1,
    new_order_email_sent: 1,
    order_stock_reduced: 1,
    recorded_sales: 1,
    shipping_tax_amount: '0',
    shipping_total_amount: '0',
    discount_tax_amount: '0',
    discount_total_amount: '0',
  },
  // The instants of the post's copy, to the second: in compatibility mode WooCommerce 10 repairs what differs on reading.
  columns: ['order_id', 'order_key', 'date_paid_gmt', 'date_completed_gmt'],
  rows: ({ ids, orderKey, createdAt }) => [[ids.order, orderKey, createdAt, createdAt]],
};

export const orderMeta: RowTable<StoredOrder> = {
  table: 'wc_orders_meta',
  same: {},
  columns: ['order_id', 'meta_key', 'meta_value'],
  rows: ({ ids, sealed }) => sealed.map(([key, value]) => [ids.order, key, value]),
};
