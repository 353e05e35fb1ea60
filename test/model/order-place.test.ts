import { describe, expect, it } from 'vitest';
import { orderPlace, orderTable } from '../../src/model/order-place.ts';

describe('where a shop keeps what an order table holds', () => {
  it('is that table, in a shop that has its orders in order tables', () => {
    expect(orderTable({ orderStorage: 'hpos' }, 'wc_order_addresses')).toBe('wc_order_addresses');
    expect(orderPlace({ orderStorage: 'hpos-sync' }, 'wc_orders_meta', 'meta_value')).toEqual({ table: 'wc_orders_meta', column: 'meta_value', keys: [] });
  });
  it('is among the posts in a shop that has its orders as posts; items and any other table are where they always are', () => {
    const named = ['wc_orders', 'wc_order_addresses', 'wc_orders_meta', 'woocommerce_order_itemmeta', 'users'];
    expect(named.map((table) => orderTable({ orderStorage: 'posts' }, table))).toEqual([
      'posts',
      'postmeta',
      'postmeta',
      'woocommerce_order_itemmeta',
      'users',
    ]);
  });
  it('is a meta field for a column of an address, and nowhere for what has no one place', () => {
    const posts = { orderStorage: 'posts' } as const;
    expect(orderPlace(posts, 'wc_order_addresses', 'last_name')).toEqual({
      table: 'postmeta',
      column: 'meta_value',
      keys: ['_billing_last_name', '_shipping_last_name'],
    });
    expect(orderPlace(posts, 'wc_orders', 'status')).toBeNull();
    expect(orderPlace(posts, 'users', 'user_email')).toEqual({ table: 'users', column: 'user_email', keys: [] });
  });
});
