import { defineAssertion, noParams } from '../model/kind.ts';
import type { SitePlan } from '../model/plan/site.ts';
import type { Database } from '../model/ports/database.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { judged } from './reading.ts';
import { referencesOf, type Reference } from './reference-list.ts';
import { workOnCopies } from './table-copy.ts';

/** What the shop says of its order store: WooCommerce reads orders where these two options send it. */
interface Authority {
  readonly tables: boolean;
  readonly sync: boolean;
}
interface References {
  /** Rows without their counterpart, by the reference's name; only of tables that are there. */
  readonly orphans: ReadonlyMap<string, number>;
  readonly authority: Authority;
}

/**
 * No row lost its counterpart: orders, their addresses, items, notes and numbers, accounts and their meta, both ways, as
 * exact counts beside those at the backup (what production lacked already is named, more or fewer breaks it); and
 * orders are read from the store that the site declares. Says nothing of what is in the rows: that is `phi-integrity`.
 */
export const referencesWhole = defineAssertion({
  kind: 'references-whole',
  title: 'Records that belong together are all there',
  controls: ['164.312(c)(1)', '164.312(c)(2)'],
  requirements: ['R2', 'R15'],
  params: noParams,
  example: {},
  capture: (_params, context) => look(context),
  async check(_params, context) {
    const { reference } = context;
    const now = await look(context);
    const changed = [...new Set([...reference.orphans.keys(), ...now.orphans.keys()])].filter(
      (name) => now.orphans.get(name) !== (reference.orphans.get(name) ?? 0),
    );
    const flipped = authorityWords(now.authority, reference.authority, context.plan.site);
    const known = [...reference.orphans].filter(([name, count]) => count > 0 && !changed.includes(name));
    return judged(changed.length === 0 && flipped === null, {
      expected: `${reference.orphans.size} kinds of reference as at the backup, orders read from the ${storeWords(context.plan.site)}`,
      actual:
        [
          ...changed.map((name) => `${now.orphans.get(name) ?? 'unknown (its table is gone)'} ${name} (${reference.orphans.get(name) ?? 0} at the backup)`),
          ...(flipped === null ? [] : [flipped]),
          ...(known.length === 0 ? [] : [`as in production: ${known.map(([name, count]) => `${count} ${name}`).join(', ')}`]),
        ].join('; ') || 'no record without its counterpart',
      counts: {
        references: now.orphans.size,
        orphans: total(now),
        atBackup: total(reference),
        changed: changed.length,
        storeChanged: flipped === null ? 0 : 1,
      },
      evidence: changed,
    });
  },
  async sabotage(_params, { mirror: { database }, plan }) {
    const table = plan.site.orderStorage === 'posts' ? 'posts' : 'wc_orders';
    const [key, type] = table === 'posts' ? ['ID', 'post_type'] : ['id', 'type'];
    const copies = await workOnCopies(database, [table]);
    const name = `\`${database.prefix}${table}\``;
    await database.execute(
      `DELETE FROM ${name} WHERE ${key} = (SELECT middle FROM (SELECT ${key} AS middle FROM ${name} WHERE ${type} = 'shop_order' AND ${key} >=
        (SELECT (MIN(${key}) + MAX(${key})) DIV 2 FROM ${name} WHERE ${type} = 'shop_order') ORDER BY ${key} LIMIT 1) AS m)`,
    );
    return { what: 'one order deleted without what belongs to it', undo: () => copies.undo() };
  },
});

async function look({ mirror: { database }, plan }: RunContext): Promise<References> {
  const there = await tablesOf(database);
  const references = referencesOf(plan.site).filter(({ from, to }) => there.has(from.table) && there.has(to.table));
  const rows = await database.query(references.map((reference, index) => orphansOf(database.prefix, reference, index)).join(' UNION ALL '));
  const counts = new Map(rows.map((row) => [Number(row['i']), Number(row['n'])]));
  return { orphans: new Map(references.map(({ name }, index) => [name, counts.get(index) ?? 0])), authority: await authorityOf(database) };
}

function orphansOf(prefix: string, { from, to }: Reference, index: number): string {
  return `SELECT ${index} AS i, COUNT(*) AS n FROM \`${prefix}${from.table}\` AS c WHERE ${from.where ?? 'TRUE'}
    AND NOT EXISTS (SELECT 1 FROM \`${prefix}${to.table}\` AS p WHERE p.${to.column} = ${from.column} AND ${to.where ?? 'TRUE'})`;
}

/** Names without prefix. */
async function tablesOf(database: Database): Promise<ReadonlySet<string>> {
  const rows = await database.query('SELECT table_name AS t FROM information_schema.tables WHERE table_schema = DATABASE()');
  return new Set(rows.map((row) => String(row['t'])).flatMap((table) => (table.startsWith(database.prefix) ? [table.slice(database.prefix.length)] : [])));
}

async function authorityOf(database: Database): Promise<Authority> {
  const names = ['woocommerce_custom_orders_table_enabled', 'woocommerce_custom_orders_table_data_sync_enabled'] as const;
  const rows = await database.query(`SELECT option_name AS name, option_value AS value FROM \`${database.prefix}options\` WHERE option_name IN (?, ?)`, names);
  const isOn = (name: string): boolean => rows.some((row) => row['name'] === name && String(row['value']) === 'yes');
  return { tables: isOn(names[0]), sync: isOn(names[1]) };
}

/** What is wrong with where orders are read; null when it is as at the backup and as the site declares. */
function authorityWords(now: Authority, then: Authority, { orderStorage }: SitePlan): string | null {
  if (now.tables !== then.tables)
    return `orders are read from the ${now.tables ? 'order tables' : 'posts'} now, and were read from the ${then.tables ? 'order tables' : 'posts'} at the backup`;
  if (now.sync !== then.sync)
    return `the second copy of the orders is ${now.sync ? 'kept' : 'not kept'} now, and was ${then.sync ? 'kept' : 'not kept'} at the backup`;
  if (now.tables !== (orderStorage !== 'posts'))
    return `orders are read from the ${now.tables ? 'order tables' : 'posts'}, but stack.yaml says order-storage: ${orderStorage}`;
  if (now.tables && now.sync !== (orderStorage === 'hpos-sync'))
    return `the second copy of the orders is ${now.sync ? 'kept' : 'not kept'}, but stack.yaml says order-storage: ${orderStorage}`;
  return null;
}

function storeWords({ orderStorage }: SitePlan): string {
  return orderStorage === 'posts' ? 'posts' : 'order tables';
}

function total({ orphans }: References): number {
  return [...orphans.values()].reduce((sum, count) => sum + count, 0);
}
