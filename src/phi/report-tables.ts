import type { RowTable } from './row-table.ts';
import type { StoredOrder } from './stored-order.ts';
import type { StoredPatient } from './patient-tables.ts';

/**
 * An order as WooCommerce's reports keep it. The customer is taken for one who came back; `fillReports` knows better.
 * Source: WooCommerce's Admin\API\Reports\Orders\Stats\DataStore::update.
 */
export const orderStats: RowTable<StoredOrder> = {
  table: 'wc_order_stats',
  same: { parent_id: 0, num_items_sold: 1, tax_total: 0, shipping_total: 0, returning_customer: 1, status: 'wc-completed' },
  columns: ['order_id', 'date_created', 'date_created_gmt', 'date_paid', 'date_completed', 'total_sales', 'net_total', 'customer_id'],
  rows: ({ ids, createdAt, total }) => [[ids.order, createdAt, createdAt, createdAt, createdAt, total, total, ids.reportCustomer]],
};

/**
 * A customer as the reports keep them, but for the day of the last order.
 * Source: WooCommerce's Admin\API\Reports\Customers\DataStore::update_registered_customer.
 */
export const customerLookup: RowTable<StoredPatient> = {
  table: 'wc_customer_lookup',
  same: { date_registered: '2024-07-01 00:00:00', country: 'US' },
  columns: ['customer_id', 'user_id', 'username', 'first_name', 'last_name', 'email', 'postcode', 'city', 'state'],
  rows: ({ reportCustomer, userId, login, firstName, lastName, email, postcode, city, state }) => [
    [reportCustomer, userId, login, firstName, lastName, email, postcode, city, state],
  ],
};
