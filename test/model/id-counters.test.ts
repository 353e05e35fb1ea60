import { describe, expect, it } from 'vitest';
import { loggedIds, placedIds, readIdCounters } from '../../src/model/id-counters.ts';
import type { OffBoxLog } from '../../src/model/access-log.ts';
import type { Row } from '../../src/model/ports/database.ts';
import type { CanaryOrder } from '../../src/model/ports/shop.ts';

/** A database in memory: its counters, and the highest number by `table.column`. */
function database(counters: Readonly<Record<string, string | null>>, highest: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  return {
    asked,
    prefix: 'wp_',
    async query(sql: string): Promise<readonly Row[]> {
      asked.push(sql);
      if (sql.includes('auto_increment')) return Object.entries(counters).map(([table, next]) => ({ t: `wp_${table}`, next }));
      return sql.split(' UNION ALL ').map((part) => {
        const found = Object.entries(highest).find(([source]) => part.includes(`\`wp_${source.split('.')[0]}\``) && part.includes(source.split('.')[1] ?? ''));
        return { i: Number(/SELECT (\d+) AS i/u.exec(part)?.[1]), top: found?.[1] ?? '0' };
      });
    },
    execute: async () => 0,
  };
}
const shop = { posts: '100', users: '20', wc_orders: null, postmeta: '5', usermeta: '5', comments: '9' };

describe('the numbers that a shop gives out next', () => {
  it('are free where nothing refers to them or to a higher one', async () => {
    const [orders, users] = await readIdCounters(database(shop, { 'wc_orders.`id`': '99', 'usermeta.`user_id`': '19' }));
    expect(orders).toMatchObject({ table: 'posts', next: 100n, highest: 99n, above: [] });
    expect(users).toMatchObject({ table: 'users', next: 20n, highest: 19n, above: [] });
  });
  it('are in use where any table holds the next number itself', async () => {
    const [orders, users] = await readIdCounters(database(shop, { 'comments.`comment_post_ID`': '100', 'wc_orders.`customer_id`': '25' }));
    expect(orders).toMatchObject({ highest: 100n, above: ['comments.comment_post_ID'] });
    expect(users).toMatchObject({ highest: 25n, above: ['wc_orders.customer_id'] });
  });
  it('count exactly beyond what a JavaScript number holds', async () => {
    const big = '9007199254740993';
    const [orders] = await readIdCounters(database({ ...shop, posts: big }, { 'wc_orders.`id`': big }));
    expect(orders).toMatchObject({ next: 9007199254740993n, above: ['wc_orders.id'] });
  });
  it('are unknown where the table numbers its rows no more', async () => {
    const [orders] = await readIdCounters(database({ ...shop, posts: null }, { 'wc_orders.`id`': '3' }));
    expect(orders).toMatchObject({ next: null, above: expect.arrayContaining(['wc_orders.id']) });
  });
  it('are in use where the access log, its off-box copy or the canary ledger names one that no table holds', async () => {
    const log = { named: 'table log', highestIds: async () => ({ orders: 7n, users: 25n }) };
    const offBox = { named: 'off-box copy', highestIds: async () => ({ orders: 120n, users: 0n }) } as unknown as OffBoxLog;
    const order = (id: number, by: CanaryOrder['by']): CanaryOrder => ({ id, by, placedAt: '', values: {} });
    const known = [...(await loggedIds({ ...log, offBox })), ...placedIds({ orders: [order(130, 'canary-orders'), order(999, 'checkout-works')] })];
    const [orders, users] = await readIdCounters(database(shop, { 'wc_orders.`id`': '99' }), known);
    expect(orders).toMatchObject({ highest: 130n, above: ['off-box copy', 'ledger of the canary orders'] });
    expect(users).toMatchObject({ highest: 25n, above: ['table log'] });
    expect(placedIds({ orders: [] })).toMatchObject([{ id: 0n }]);
  });
  it('ask no table that this shop does not have', async () => {
    const asked = database(shop, {});
    await readIdCounters(asked);
    expect(asked.asked.join('\n')).not.toContain('wc_order_stats');
    expect(asked.asked.join('\n')).toContain('wp_postmeta');
  });
});
