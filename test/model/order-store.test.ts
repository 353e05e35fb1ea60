import { describe, expect, it } from 'vitest';
import { orderStore } from '../../src/model/order-store.ts';

const at = (orderStorage: 'hpos' | 'hpos-sync' | 'posts') => orderStore({ orderStorage, tablePrefix: 'clinic_' });

describe('where an order lives', () => {
  it('is the order tables, with or without a copy among the posts', () => {
    for (const storage of ['hpos', 'hpos-sync'] as const) {
      expect(at(storage).orders).toContain('`clinic_wc_orders`');
      expect(at(storage).billing).toContain('`clinic_wc_order_addresses`');
      expect(at(storage).metas[0].table).toBe('wc_orders_meta');
    }
  });
  it('is the posts alone under the legacy storage: nothing there names an order table', () => {
    const { orders, billing, metas } = at('posts');
    expect(`${orders} ${billing} ${JSON.stringify(metas)}`).not.toContain('wc_order');
    expect(metas).toEqual([{ table: 'postmeta', key: 'meta_id', order: 'post_id' }]);
  });
  it('gives an order to a customer in every copy of it', () => {
    expect(at('hpos').assign(7, 3)).toHaveLength(1);
    expect(at('hpos-sync').assign(7, 3)).toHaveLength(2);
    expect(at('posts').assign(7, 3)).toEqual([[expect.stringContaining("meta_key = '_customer_user'"), ['3', 7]]]);
  });
});
