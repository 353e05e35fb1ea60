import { randomBytes } from 'node:crypto';
import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import { orderTable } from '../model/order-place.ts';
import type { Row } from '../model/ports/database.ts';
import type { RunContext } from '../model/ports/run-context.ts';

const identifier = '^[A-Za-z_][A-Za-z0-9_]{0,63}$';
const noteTable = 'read_me_to_recover';

/**
 * Every row of mapped tables goes, as one encrypted value, into a table beside it, under a key that nobody keeps; the
 * tables themselves are dropped, and a table with a ransom note is left, as intruders in databases do. Of an `identical`
 * table of the PHI map only, so that the damage is always in what a drill must notice; an order table of a shop with its
 * orders as posts is the one that has its rows. Cannot be undone; restore them.
 */
export const encryptTables = defineFault({
  kind: 'encrypt-tables',
  title: 'Encrypt tables with PHI',
  controls: ['164.308(a)(5)(ii)(B)', '164.308(a)(7)(ii)(B)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['tables'],
    properties: { tables: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', pattern: identifier } } },
  },
  example: { tables: ['wc_order_addresses', 'wc_orders_meta'] },
  async inject({ tables: named }, context) {
    const tables = inThisShop(context, named);
    const { database } = context.mirror;
    mustBeMapped(context, tables);
    const key = randomBytes(32);
    let rows = 0;
    for (const table of tables) rows += await encrypt(context, table, key);
    await database.execute(`CREATE TABLE \`${database.prefix}${noteTable}\` (note text NOT NULL)`);
    await database.execute(`INSERT INTO \`${database.prefix}${noteTable}\` VALUES ('Your tables are encrypted. (A drill: nobody has the key.)')`);
    return { summary: `${rows} rows of ${tables.length} tables encrypted, a ransom note left`, data: { tables: [...tables], rows } };
  },
  async observe({ tables: named }, context) {
    const { database } = context.mirror;
    const tables = inThisShop(context, named);
    const names = [...tables, ...tables.map(locked), noteTable].map((table) => database.prefix + table);
    const marks = names.map(() => '?').join(',');
    const found = await database.query(
      `SELECT table_name AS t FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN (${marks})`,
      names,
    );
    const left = tables.filter((table) => found.some((row: Row) => row['t'] === database.prefix + table));
    const observed = left.length === 0 && found.length === tables.length + 1;
    return { observed, text: observed ? `${tables.length} tables are there as encrypted rows only` : `still readable: ${left.join(', ')}` };
  },
});

const inThisShop = ({ plan }: RunContext, tables: readonly string[]): readonly string[] => [...new Set(tables.map((table) => orderTable(plan.site, table)))];
const locked = (table: string): string => `${table.slice(0, 50)}_locked`;

function mustBeMapped({ plan }: RunContext, tables: readonly string[]): void {
  const unknown = tables.find((table) => !plan.site.phiMap.tables.some((one) => one.table === table && one.class === 'identical'));
  if (unknown !== undefined) throw new DrillError('INVALID_FLAG', `encrypt-tables: the PHI map has no identical table ${unknown}.`);
}

/** The rows that were encrypted. The key is a value of the statement, and the server keeps no log of statements. */
async function encrypt({ mirror: { database } }: RunContext, table: string, key: Buffer): Promise<number> {
  const [from, to] = [database.prefix + table, database.prefix + locked(table)];
  const columns = await database.query(
    'SELECT column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position',
    [from],
  );
  if (columns.length === 0) throw new DrillError('COMMAND_FAILED', `encrypt-tables: this shop has no table ${table}.`);
  const row = `JSON_ARRAY(${columns.map(({ c }) => `\`${String(c)}\``).join(', ')})`;
  await database.execute(`CREATE TABLE \`${to}\` (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, sealed longblob NOT NULL)`);
  const rows = await database.execute(`INSERT INTO \`${to}\` (sealed) SELECT AES_ENCRYPT(${row}, ?) FROM \`${from}\``, [key]);
  await database.execute(`DROP TABLE \`${from}\``);
  return rows;
}
