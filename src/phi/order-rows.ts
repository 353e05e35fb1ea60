import type { SqlValue } from '../model/ports.ts';
import type { SyntheticOrder } from './synthetic.ts';
import { sealField, type VaultKey } from './vault-format.ts';

/** A table without its prefix, and one row for it. */
export type TableRow = readonly [table: string, row: Readonly<Record<string, SqlValue>>];

/** The numbers that an order's rows refer to. */
export interface OrderIds {
  readonly order: number;
  readonly user: number;
  readonly product: number;
}

/** Every row of one order as WooCommerce stores it under HPOS, the prescription already encrypted. Pure. */
export function* orderRows(order: SyntheticOrder, ids: OrderIds, key: VaultKey): Generator<TableRow> {
  yield ['posts', placeholderPost(ids.order, order.createdAt)];
  yield ['wc_orders', orderRow(order, ids)];
  yield ['wc_order_addresses', addressRow(order, ids, 'billing')];
  yield ['wc_order_addresses', addressRow(order, ids, 'shipping')];
  yield ['wc_order_operational_data', operationalRow(ids)];
  for (const [field, text] of Object.entries(order.prescription)) {
    const meta_key = `_rx_${field}`;
    yield ['wc_orders_meta', { order_id: ids.order, meta_key, meta_value: sealField(key, text, `order:${ids.order}`, meta_key) }];
  }
  yield* itemRows(order, ids);
}

function orderRow({ patient, total, createdAt, ipAddress }: SyntheticOrder, ids: OrderIds): TableRow[1] {
  const kind = { status: 'wc-completed', currency: 'USD', type: 'shop_order', tax_amount: '0.00', total_amount: total, parent_order_id: 0 };
  const payment = { payment_method: 'cheque', payment_method_title: 'Check payments', transaction_id: '' };
  const visitor = { ip_address: ipAddress, user_agent: 'synthetic', customer_note: '', customer_id: ids.user, billing_email: patient.email };
  return { id: ids.order, ...kind, ...visitor, ...payment, date_created_gmt: createdAt, date_updated_gmt: createdAt };
}

function addressRow({ patient }: SyntheticOrder, ids: OrderIds, address_type: 'billing' | 'shipping'): TableRow[1] {
  const place = { address_1: patient.street, address_2: patient.unit, city: patient.city, state: patient.state, postcode: patient.postcode, country: 'US' };
  const person = { first_name: patient.firstName, last_name: patient.lastName, company: null, email: patient.email, phone: patient.phone };
  return { order_id: ids.order, address_type, ...person, ...place };
}

function operationalRow(ids: OrderIds): TableRow[1] {
  const done = { coupon_usages_are_counted: 1, download_permission_granted: 1, new_order_email_sent: 1, order_stock_reduced: 1, recorded_sales: 1 };
  const amounts = { shipping_tax_amount: '0', shipping_total_amount: '0', discount_tax_amount: '0', discount_total_amount: '0' };
  const made = {
    created_via: 'store-api',
    woocommerce_version: '10.6.2',
    prices_include_tax: 0,
    cart_hash: '',
    order_key: `wc_order_${ids.order.toString(36)}`,
  };
  return { order_id: ids.order, ...made, ...done, ...amounts };
}

function* itemRows({ prescription, total }: SyntheticOrder, ids: OrderIds): Generator<TableRow> {
  yield ['woocommerce_order_items', { order_item_id: ids.order, order_item_name: prescription.drug, order_item_type: 'line_item', order_id: ids.order }];
  const meta = { _product_id: String(ids.product), _variation_id: '0', _qty: '1', _line_subtotal: total, _line_total: total };
  for (const [meta_key, meta_value] of Object.entries(meta)) yield ['woocommerce_order_itemmeta', { order_item_id: ids.order, meta_key, meta_value }];
}

/** WooCommerce takes order ids from `posts`: with HPOS every order has an empty placeholder row there. */
function placeholderPost(id: number, at: string): Record<string, SqlValue> {
  return {
    ID: id,
    post_author: 1,
    post_date: at,
    post_date_gmt: at,
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
    post_modified: at,
    post_modified_gmt: at,
    post_content_filtered: '',
    post_parent: 0,
    guid: '',
    menu_order: 0,
    post_type: 'shop_order_placehold',
    post_mime_type: '',
    comment_count: 0,
  };
}
