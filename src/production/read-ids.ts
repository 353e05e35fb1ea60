import type { BaselineIds } from '../model/baseline.ts';
import type { Instant } from '../model/json.ts';
import type { PhiMapPlan } from '../model/plan/phi-map.ts';
import type { Database } from '../model/ports/database.ts';
import { quoted, quotedTable } from '../model/identifier.ts';
import { text, type SchemaTable } from './schema.ts';

/** Which numbers are given out next, and the greatest in use by orders and by their customers. */
export async function readIds(database: Database, tables: readonly SchemaTable[]): Promise<BaselineIds> {
  const next = (table: string): string | null => tables.find((one) => one.name === database.prefix + table)?.nextId ?? null;
  const orders = [
    { table: 'wc_orders', column: 'id', where: '' },
    { table: 'woocommerce_order_items', column: 'order_id', where: '' },
    { table: 'posts', column: 'ID', where: "WHERE post_type IN ('shop_order', 'shop_order_refund', 'shop_order_placehold')" },
  ];
  const customers = [
    { table: 'wc_orders', column: 'customer_id', where: '' },
    { table: 'wc_customer_lookup', column: 'user_id', where: '' },
    { table: 'usermeta', column: 'user_id', where: '' },
  ];
  return {
    nextPost: next('posts'),
    nextUser: next('users'),
    greatestOrder: await greatest(database, tables, orders),
    greatestCustomer: await greatest(database, tables, customers),
  };
}

async function greatest(
  database: Database,
  tables: readonly SchemaTable[],
  places: readonly { readonly table: string; readonly column: string; readonly where: string }[],
): Promise<string | null> {
  let most: bigint | null = null;
  for (const { table, column, where } of places) {
    if (!has(database, tables, table, column)) continue;
    const [row] = await database.query(`SELECT MAX(${quoted(column)}) AS m FROM ${quotedTable(database, table)} ${where}`);
    const found = text(row, 'm');
    if (/^\d+$/u.test(found) && (most === null || BigInt(found) > most)) most = BigInt(found);
  }
  return most === null ? null : String(most);
}

/** By PHI table with a date in UTC: the greatest there. Zero dates count as none. */
export async function readNewest(
  database: Database,
  tables: readonly SchemaTable[],
  map: Pick<PhiMapPlan, 'tables'>,
): Promise<Readonly<Record<string, Instant | null>>> {
  const newest: Record<string, Instant | null> = {};
  for (const { table } of map.tables) {
    const column = dateColumn(tables.find((one) => one.name === database.prefix + table));
    if (column === undefined) continue;
    const [row] = await database.query(`SELECT MAX(${quoted(column)}) AS m FROM ${quotedTable(database, table)}`);
    const [, day, time] = /^([1-9]\d{3}-\d\d-\d\d) (\d\d:\d\d:\d\d)/u.exec(text(row, 'm')) ?? [];
    newest[table] = day === undefined || time === undefined ? null : `${day}T${time}.000Z`;
  }
  return newest;
}

/** Exact rows of every table of the site, by table without its prefix. */
export async function readRows(database: Database, tables: readonly SchemaTable[]): Promise<Readonly<Record<string, number>>> {
  const rows: Record<string, number> = {};
  for (const { name } of tables) {
    if (!name.startsWith(database.prefix)) continue;
    const [row] = await database.query(`SELECT COUNT(*) AS n FROM ${quoted(name)}`);
    rows[name.slice(database.prefix.length)] = Number(text(row, 'n'));
  }
  return rows;
}

/** A column whose instants are UTC by its name or type; local times are of no use here. */
function dateColumn(table: SchemaTable | undefined): string | undefined {
  const known = ['date_created_gmt', 'post_date_gmt', 'comment_date_gmt', 'user_registered'];
  const dates = (table?.columns ?? []).filter((column) => ['datetime', 'timestamp'].includes(column.type));
  return (
    known.find((name) => dates.some((column) => column.name === name)) ??
    dates.find((column) => column.type === 'timestamp' || column.name.endsWith('_gmt'))?.name
  );
}

function has(database: Database, tables: readonly SchemaTable[], table: string, column: string): boolean {
  return tables.find((one) => one.name === database.prefix + table)?.columns.some((one) => one.name === column) ?? false;
}
