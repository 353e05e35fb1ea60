import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import { orderPlace } from '../model/order-place.ts';
import type { Database } from '../model/ports/database.ts';
import type { RunContext } from '../model/ports/run-context.ts';

const identifier = '^[A-Za-z_][A-Za-z0-9_]{0,63}$';

/**
 * Damages rows of a mapped table while the shop runs, without an error anywhere: `swap` gives two records each other's
 * value (two patients' data mixed up), `alter` changes one byte's worth of text, `delete` takes rows away. A column of the
 * addresses is found in a shop with its orders as posts too.
 */
export const damageRows = defineFault({
  kind: 'damage-rows',
  title: 'Damage rows silently',
  controls: ['164.312(c)(1)', '164.308(a)(7)(ii)(B)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['table', 'column', 'how'],
    properties: {
      table: { type: 'string', pattern: identifier },
      column: { type: 'string', pattern: identifier },
      how: { enum: ['swap', 'alter', 'delete'] },
      rows: { type: 'integer', minimum: 1, maximum: 1000 },
    },
  },
  example: { table: 'wc_order_addresses', column: 'last_name', how: 'swap', rows: 2 },
  async inject({ table, column, how, rows = 2 }, context) {
    const place = placeOf(context, table, column);
    const keys = await someKeys(context.mirror.database, place, rows);
    if (keys.length < 2) throw new DrillError('COMMAND_FAILED', `${table} has not two rows with different ${column} to damage.`);
    const before = await valuesOf(context.mirror.database, place, keys);
    await damages[how](context.mirror.database, place, keys);
    const after = await valuesOf(context.mirror.database, place, keys);
    const damaged = before.filter((value, index) => value !== after[index]).length;
    injected.set(context.mirror, damaged);
    return { summary: `${damaged} rows of ${table} damaged (${how})`, data: { table, column, how, rows: damaged } };
  },
  async observe(_params, context) {
    const damaged = injected.get(context.mirror) ?? 0;
    return { observed: damaged > 0, text: `${damaged} rows are not what they were` };
  },
});

/** What `inject` saw differ, read back from the table: nothing else knows which rows it took. */
const injected = new WeakMap<object, number>();

interface Place {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  /** Which rows: an expression, and what its marks stand for. */
  readonly where: string;
  readonly values: readonly string[];
}

/** Only what the PHI map names can be damaged, so that the damage is always in what a drill must notice. */
function placeOf({ plan, mirror }: RunContext, table: string, column: string): Place {
  const place = orderPlace(plan.site, table, column);
  const mapped = plan.site.phiMap.tables.find((one) => one.table === place?.table && one.class === 'identical');
  const [key] = mapped?.key ?? [];
  if (place === null || mapped === undefined || key === undefined || !mapped.columns.includes(place.column))
    throw new DrillError('INVALID_FLAG', `damage-rows: the PHI map has no column ${column} in an identical table ${table}.`);
  return {
    table: `\`${mirror.database.prefix}${place.table}\``,
    key: `\`${key}\``,
    column: `\`${place.column}\``,
    where: place.keys.length === 0 ? 'TRUE' : `meta_key IN (${place.keys.map(() => '?').join(',')})`,
    values: place.keys,
  };
}

/** Keys of rows whose values all differ from each other, spread over the table's beginning. */
async function someKeys(database: Database, { table, key, column, where, values }: Place, rows: number): Promise<readonly string[]> {
  const found = await database.query(
    `SELECT MIN(${key}) AS k FROM ${table} WHERE ${where} AND ${column} IS NOT NULL AND ${column} <> '' GROUP BY ${column} ORDER BY k LIMIT ${rows - (rows % 2) + (rows < 2 ? 2 : 0)}`,
    values,
  );
  return found.map((row) => String(row['k']));
}

async function valuesOf(database: Database, { table, key, column }: Place, keys: readonly string[]): Promise<readonly string[]> {
  const marks = keys.map(() => '?').join(',');
  const found = await database.query(`SELECT ${key} AS k, SHA2(${column}, 256) AS d FROM ${table} WHERE ${key} IN (${marks})`, keys);
  const digests = new Map(found.map((row) => [String(row['k']), String(row['d'])]));
  return keys.map((one) => digests.get(one) ?? 'gone');
}

const damages = {
  async swap(database: Database, { table, key, column }: Place, keys: readonly string[]): Promise<void> {
    // Variables of one connection: the values change places without leaving the database.
    await using own = await database.connect();
    for (let at = 0; at + 1 < keys.length; at += 2) {
      const pair = [keys[at] ?? '', keys[at + 1] ?? ''] as const;
      await own.execute(`SET @first = (SELECT ${column} FROM ${table} WHERE ${key} = ?), @second = (SELECT ${column} FROM ${table} WHERE ${key} = ?)`, pair);
      await own.execute(`UPDATE ${table} SET ${column} = IF(${key} = ?, @second, @first) WHERE ${key} IN (?, ?)`, [pair[0], ...pair]);
    }
  },
  async alter(database: Database, { table, key, column }: Place, keys: readonly string[]): Promise<void> {
    const marks = keys.map(() => '?').join(',');
    await database.execute(`UPDATE ${table} SET ${column} = CONCAT(${column}, ' ') WHERE ${key} IN (${marks})`, keys);
  },
  async delete(database: Database, { table, key }: Place, keys: readonly string[]): Promise<void> {
    await database.execute(`DELETE FROM ${table} WHERE ${key} IN (${keys.map(() => '?').join(',')})`, keys);
  },
};
