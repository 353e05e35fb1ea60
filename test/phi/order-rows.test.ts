import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRows, type Recipe } from '../../src/phi/made-rows.ts';
import { orderRows, orderTables, type OrderStorage } from '../../src/phi/order-rows.ts';
import { makeStretches } from '../../src/phi/row-makers.ts';
import { tsvOf, type TableRow } from '../../src/phi/row-table.ts';
import { secondaryKeys } from '../../src/phi/secondary-keys.ts';
import { orderOf } from '../../src/phi/synthetic.ts';
import { vaultKeyId } from '../../src/model/vault-key.ts';
import { opensField } from '../../src/model/vault-key.ts';

const bytes = randomBytes(32);
const key = { id: vaultKeyId(bytes), key: bytes };
const ids = { order: 170, user: 12, product: 9, reportCustomer: 0 };
const order = orderOf(2026, 1, { orders: 10, customers: 5 });
const small: Recipe = {
  seed: 5,
  size: { orders: 7, customers: 3 },
  storage: 'hpos',
  prefix: 'wp_',
  key,
  productId: 9,
  firstOrderId: 20,
  firstUserId: 3,
  owner: 2,
  reports: null,
};
const rowsIn = (storage: OrderStorage): readonly TableRow[] => [...orderRows(order, ids, key, storage)];
const tables = (rows: readonly TableRow[]): readonly string[] => [...new Set(rows.map(([table]) => table))].toSorted();
const metaOf = (rows: readonly TableRow[], table: string) =>
  new Map(rows.filter(([name]) => name === table).map(([, row]) => [String(row['meta_key']), String(row['meta_value'])]));

describe("an order's rows", () => {
  it('lie in the order tables with HPOS, a placeholder post among them', () => {
    const rows = rowsIn('hpos');
    expect(tables(rows)).toEqual([
      'posts',
      'wc_order_addresses',
      'wc_order_operational_data',
      'wc_orders',
      'wc_orders_meta',
      'woocommerce_order_itemmeta',
      'woocommerce_order_items',
    ]);
    expect(rows.find(([table]) => table === 'posts')?.[1]).toMatchObject({ ID: 170, post_type: 'shop_order_placehold' });
  });
  it('lie in posts and postmeta in legacy storage, and in no order table', () => {
    const rows = rowsIn('posts');
    expect(tables(rows)).toEqual(['postmeta', 'posts', 'woocommerce_order_itemmeta', 'woocommerce_order_items']);
    expect(rows.find(([table]) => table === 'posts')?.[1]).toMatchObject({ ID: 170, post_type: 'shop_order', post_status: 'wc-completed' });
    expect(Object.fromEntries(metaOf(rows, 'postmeta'))).toMatchObject({
      _customer_user: '12',
      _order_total: order.total,
      _billing_email: order.patient.email,
    });
  });
  it('say the same in both places in compatibility mode', () => {
    const rows = rowsIn('hpos-sync');
    const [inTables, inPosts] = [metaOf(rows, 'wc_orders_meta'), metaOf(rows, 'postmeta')];
    expect(inTables.size).toBe(7);
    for (const [name, value] of inTables) expect(inPosts.get(name)).toBe(value);
    expect(inPosts.get('_order_key')).toBe(rows.find(([table]) => table === 'wc_order_operational_data')?.[1]['order_key']);
    expect(rows.filter(([table]) => table === 'posts')).toHaveLength(1);
  });
  it('hold the prescription as ciphertext that the shop opens', () => {
    const sealed = metaOf(rowsIn('hpos'), 'wc_orders_meta');
    for (const [name, value] of sealed) expect(opensField(bytes, value, 'order:170', name)).toBe(true);
    expect(JSON.stringify(rowsIn('hpos'))).not.toContain(order.prescription?.diagnosis);
  });
});

describe('rows as LOAD DATA reads them', () => {
  it('keep NULL apart from the word and the empty text, and lines and tabs within cells', () => {
    expect(
      tsvOf([
        [null, 'NULL', '', 7],
        ['a\tb', 'c\nd', 'e\\f', 'g\0h'],
      ]),
    ).toBe('\\N\tNULL\t\t7\na\\tb\tc\\nd\te\\\\f\tg\\0h\n');
  });
  it('have as many tabs and lines as cells and rows, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 }), (rows) => {
        const lines = tsvOf(rows).split('\n');
        expect(lines).toHaveLength(rows.length + 1);
        for (const line of lines.slice(0, -1)) expect(line.split('\t')).toHaveLength(2);
      }),
    );
  });
  it('are the same from threads and without, in the order of the numbers', async () => {
    const recipe: Recipe = { ...small, size: { orders: 600, customers: 300 }, reports: { firstCustomerId: 40, ownerId: 340 } };
    const text = async (threads: number): Promise<string> => {
      let all = '';
      for await (const { pieces } of makeStretches(recipe, { threads, signal: new AbortController().signal }))
        for (const { table, rows, tsv } of pieces) all += `${table} ${rows}\n${Buffer.from(tsv).toString('utf8')}`;
      return all;
    };
    expect(await text(2)).toBe(await text(0));
  });
  it('are counted by table', () => {
    const counts = Object.fromEntries(makeRows(small, { what: 'orders', from: 1, to: 7 }).map(({ table, rows }) => [table, rows]));
    expect(counts).toMatchObject({ wc_orders: 7, wc_order_addresses: 14, wc_orders_meta: 21, woocommerce_order_itemmeta: 35 });
    expect(Object.keys(counts)).toHaveLength(orderTables('hpos').length);
  });
  it("give the first order to its owner, and its customer the reports' own number", () => {
    const cells = (table: string, recipe: Recipe): readonly (readonly string[])[] => {
      const pieces = makeRows(recipe, { what: 'orders', from: 1, to: 7 });
      const tsv = pieces.find((piece) => piece.table === table)?.tsv;
      return Buffer.from(tsv ?? [])
        .toString('utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('\t'));
    };
    const users = cells('wc_orders', small).map((row) => Number(row[2]));
    expect(users[0]).toBe(2);
    expect(users.slice(1).every((user) => user >= 3 && user < 6)).toBe(true);
    const reports = { firstCustomerId: 40, ownerId: 43 };
    const customers = cells('wc_order_stats', { ...small, reports }).map((row) => Number(row.at(-1)));
    expect(customers).toEqual(users.map((user) => (user === 2 ? 43 : user + 37)));
  });
});

describe('the secondary keys of a table', () => {
  it('are found as the server words them, the primary key and columns left out', () => {
    const shown =
      'CREATE TABLE `t` (\n  `id` int(11) NOT NULL,\n  `key` text,\n  PRIMARY KEY (`id`),\n  UNIQUE KEY `u` (`a`,`b`),\n  KEY `k, x` (`meta_key`(100),`v`(82)),\n  FULLTEXT KEY `f` (`key`)\n) ENGINE=InnoDB';
    expect(secondaryKeys(shown)).toEqual(['UNIQUE KEY `u` (`a`,`b`)', 'KEY `k, x` (`meta_key`(100),`v`(82))', 'FULLTEXT KEY `f` (`key`)']);
  });
});
