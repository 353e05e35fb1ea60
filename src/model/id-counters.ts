import type { AccessLog } from './access-log.ts';
import type { Sql } from './ports/database.ts';
import type { CanaryLedger } from './ports/shop.ts';

/** Where numbers of one kind of record stand, table and column without prefix; `where` narrows to rows that hold one. */
interface IdSource {
  readonly table: string;
  readonly column: string;
  readonly where?: string;
}

/** A table that gives out the numbers of a kind of record. */
interface IdGiver {
  readonly of: 'orders' | 'users';
  readonly table: string;
  readonly sources: readonly IdSource[];
}

const inColumn = (column: string, ...tables: readonly string[]): readonly IdSource[] => tables.map((table) => ({ table, column }));
/** Meta values are text; the digits in front of them count. */
const asNumber = 'CAST(meta_value AS UNSIGNED)';

/**
 * WooCommerce takes an order's number from `posts` and writes with INSERT … ON DUPLICATE KEY UPDATE, so a number given
 * out twice overwrites another patient's order without an error. A user's number in an order is the right to read it.
 * Source: WooCommerce's OrdersTableDataStore::persist_order_to_db and wc_customer_has_capability; proved by execution.
 */
const givers: readonly IdGiver[] = [
  {
    of: 'orders',
    table: 'posts',
    sources: [
      ...inColumn('id', 'wc_orders'),
      ...inColumn('parent_order_id', 'wc_orders'),
      ...inColumn(
        'order_id',
        'wc_order_addresses',
        'wc_orders_meta',
        'wc_order_operational_data',
        'wc_order_stats',
        'wc_order_product_lookup',
        'woocommerce_order_items',
        'woocommerce_downloadable_product_permissions',
      ),
      ...inColumn('post_id', 'postmeta'),
      ...inColumn('comment_post_ID', 'comments'),
    ],
  },
  {
    of: 'users',
    table: 'users',
    sources: [
      ...inColumn('customer_id', 'wc_orders'),
      ...inColumn('user_id', 'usermeta', 'comments', 'wc_customer_lookup', 'woocommerce_downloadable_product_permissions', 'woocommerce_payment_tokens'),
      { table: 'postmeta', column: asNumber, where: "meta_key = '_customer_user'" },
    ],
  },
];

/** Whether the next numbers that a table gives out are free. */
export interface IdCounter {
  readonly of: 'orders' | 'users';
  /** Without prefix. */
  readonly table: string;
  /** The next number; null when the table numbers its rows no more. */
  readonly next: bigint | null;
  /** The highest number that anything in the database, or outside of it, refers to; 0 where nothing does. */
  readonly highest: bigint;
  /** Where numbers stand that the table would give out again, as `table.column` or in words. */
  readonly above: readonly string[];
}

/** A number that somebody outside the shop's own tables knows. */
export interface KnownId {
  readonly of: IdCounter['of'];
  readonly id: bigint;
  /** Who knows it, as evidence names it. */
  readonly by: string;
}

/** Orders and accounts that the access log and its off-box copy name: they may have no row any more. @throws {DrillError} UNREACHABLE, DATABASE_ERROR, COMMAND_FAILED */
export async function loggedIds(accessLog: Pick<AccessLog, 'named' | 'highestIds' | 'offBox'>): Promise<readonly KnownId[]> {
  const logged: KnownId[] = [];
  for (const log of accessLog.offBox === null ? [accessLog] : [accessLog, accessLog.offBox]) {
    const { orders, users } = await log.highestIds();
    logged.push({ of: 'orders', id: orders, by: log.named }, { of: 'users', id: users, by: log.named });
  }
  return logged;
}

/**
 * The newest order that Muster's watchers placed. Those of `checkout-works` are left out: its proof places some in copies
 * of the tables, which are taken back.
 */
export function placedIds({ orders }: Pick<CanaryLedger, 'orders'>): readonly KnownId[] {
  const placed = orders.filter(({ by }) => by !== 'checkout-works').map(({ id }) => id);
  return [{ of: 'orders', id: BigInt(Math.max(0, ...placed)), by: 'ledger of the canary orders' }];
}

/**
 * Reads the counters of `posts` and `users` and the highest number in use of each, over every table of WordPress and
 * WooCommerce that refers to one and that this shop has. MariaDB answers with the live counter; MySQL 8 may answer with
 * one that is a day old unless `information_schema_stats_expiry` is 0. Knows no tables of other plugins. `known` is what
 * others know beside the database.
 * @throws {DrillError} DATABASE_ERROR, UNREACHABLE
 */
export async function readIdCounters(database: Sql & { readonly prefix: string }, known: readonly KnownId[] = []): Promise<readonly IdCounter[]> {
  const { prefix } = database;
  const rows = await database.query('SELECT table_name AS t, auto_increment AS next FROM information_schema.tables WHERE table_schema = DATABASE()');
  const counters = new Map(rows.map((row) => [String(row['t']), row['next']]));
  const read: IdCounter[] = [];
  for (const { of, table, sources } of givers) {
    const there = sources.filter((source) => counters.has(prefix + source.table));
    const tops = await database.query(there.map((source, index) => topOf(prefix, source, index)).join(' UNION ALL '));
    const next = counters.get(prefix + table);
    const counter = next === null || next === undefined ? null : BigInt(String(next));
    const used = [
      ...tops.map((row) => ({ by: wordsOf(there[Number(row['i'])]), top: BigInt(String(row['top'])) })),
      ...known.filter((one) => one.of === of).map(({ id, by }) => ({ by, top: id })),
    ];
    read.push({
      of,
      table,
      next: counter,
      highest: used.reduce((highest, { top }) => (top > highest ? top : highest), 0n),
      above: used.filter(({ top }) => counter === null || top >= counter).map(({ by }) => by),
    });
  }
  return read;
}

function topOf(prefix: string, { table, column, where = 'TRUE' }: IdSource, index: number): string {
  const expression = column === asNumber ? asNumber : `\`${column}\``;
  return `SELECT ${index} AS i, CAST(COALESCE(MAX(${expression}), 0) AS CHAR) AS top FROM \`${prefix}${table}\` WHERE ${where}`;
}

function wordsOf(source: IdSource | undefined): string {
  return `${source?.table}.${source?.column === asNumber ? '_customer_user' : source?.column}`;
}
