import { describe, expect, it } from 'vitest';
import type { Mirror } from '../../src/model/ports/mirror.ts';
import { raiseShop } from '../drills/raise-shop.ts';
import { shops } from '../drills/shops.ts';

/** WooCommerce's own import of every account and order into the tables of its reports, as an administrator may start it. */
const resync = String.raw`<?php
require '/opt/muster/control/failure.php';
require '/opt/muster/control/boot.php';
Muster\Control\boot();
$schedulers = 'Automattic\WooCommerce\Internal\Admin\Schedulers\\';
foreach ( get_users( array( 'role' => 'customer', 'fields' => 'ID', 'number' => -1 ) ) as $user ) {
	( $schedulers . 'CustomersScheduler' )::import( (int) $user );
}
$orders = wc_get_orders( array( 'limit' => -1, 'return' => 'ids', 'orderby' => 'ID', 'order' => 'ASC' ) );
foreach ( $orders as $order ) {
	( $schedulers . 'OrdersScheduler' )::import( (int) $order );
}
echo count( $orders );`;
const tables = ['wc_customer_lookup', 'wc_order_stats', 'wc_order_product_lookup', 'wc_order_tax_lookup', 'wc_order_coupon_lookup'] as const;
type Reports = Readonly<Record<(typeof tables)[number], readonly Readonly<Record<string, unknown>>[]>>;

async function imported({ containers }: Mirror): Promise<number> {
  const { code, stdout } = await containers.exec('web', ['php'], { stdin: resync, user: 'www-data' });
  expect(code).toBe(0);
  return Number(stdout.toString('utf8').trim().split('\n').at(-1));
}

/** Every column of every row. */
async function reports({ database }: Mirror): Promise<Reports> {
  const rows: Partial<Record<(typeof tables)[number], Reports['wc_order_stats']>> = {};
  for (const table of tables) rows[table] = await database.query(`SELECT * FROM \`${database.prefix}${table}\` ORDER BY 1, 2`);
  return rows as Reports;
}

/** The same with the account in the place of the number that only the reports give a customer. */
function byAccount(found: Reports): Readonly<Record<string, readonly unknown[]>> {
  const accounts = new Map(found.wc_customer_lookup.map((row) => [row['customer_id'], row['user_id']]));
  const renamed = tables.map(
    (table) =>
      [table, found[table].map((row) => (row['customer_id'] === undefined ? row : { ...row, customer_id: accounts.get(row['customer_id']) }))] as const,
  );
  return Object.fromEntries(renamed.map(([table, rows]) => [table, rows.map((row) => JSON.stringify(row)).toSorted()]));
}

describe.each(shops)('what the reports of WooCommerce $name hold of synthetic orders', ({ available, change, flags }) => {
  it('is what WooCommerce writes itself, over them and from nothing', { timeout: 600_000 }, async (context) => {
    if (!available) context.skip('its WooCommerce or WordPress is not in the artifact cache: muster artifacts add woocommerce|wordpress PATH');
    const set = [...flags.set, 'data.orders=60', 'data.customers=20'];
    await using shop = await raiseShop({ change, flags: { ...flags, set } });
    const { mirror } = shop.context;
    const loaded = await reports(mirror);
    expect(tables.map((table) => loaded[table].length)).toEqual([21, 60, 60, 0, 0]);
    expect(new Set(loaded.wc_order_stats.map((row) => row['returning_customer']))).toEqual(new Set([0, 1]));

    expect(await imported(mirror)).toBe(60);
    expect(await reports(mirror)).toEqual(loaded);

    for (const table of tables) await mirror.database.execute(`TRUNCATE \`${mirror.database.prefix}${table}\``);
    expect(await imported(mirror)).toBe(60);
    expect(byAccount(await reports(mirror))).toEqual(byAccount(loaded));
  });
});
