import { DrillError } from '../model/errors.ts';
import { quotedTable } from '../model/identifier.ts';
import { defineFault } from '../model/kind.ts';
import { orderTable } from '../model/order-place.ts';
import type { Database } from '../model/ports/database.ts';

/** Pages of InnoDB, as Debian's MariaDB makes them; the first four of a file hold no rows. */
const pageBytes = 16_384;
/** Every other page, in the midst of what it holds; how many is printed. $1: the table's file. */
const script = `set -eu
total=$(( $(stat -c %s "$1") / ${pageBytes} )); page=4; n=0
[ "$total" -gt 8 ]
while [ "$page" -lt "$total" ]; do
  dd if=/dev/urandom of="$1" bs=512 count=4 seek=$(( page * ${pageBytes / 512} + 8 )) conv=notrunc status=none
  page=$(( page + 2 )); n=$(( n + 1 ))
done
sync "$1"; echo "$n"`;

/**
 * Writes noise into pages of a table's file while the shop runs, as a dying disk or a bad controller does. The server has
 * them in memory and goes on selling: nobody notices. Then it restarts, and cannot read them any more. A table of the PHI
 * map only (for an order table of a shop with its orders as posts, the one that has its rows); what lies in the file after
 * the damage is not looked at.
 */
export const damagePages = defineFault({
  kind: 'damage-pages',
  title: "Damage pages of a table's file, until the server restarts",
  controls: ['164.312(c)(1)', '164.308(a)(7)(ii)(B)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['table'],
    properties: { table: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' } },
  },
  example: { table: 'wc_order_addresses' },
  async inject({ table: named }, { plan, mirror: { database, containers } }) {
    const table = orderTable(plan.site, named);
    if (!plan.site.phiMap.tables.some((one) => one.table === table)) throw new DrillError('INVALID_FLAG', `damage-pages: the PHI map has no table ${table}.`);
    await writeOut(database, table);
    const file = `/var/lib/mysql/wordpress/${database.prefix}${table}.ibd`;
    const done = await containers.exec('db', ['sh', '-c', script, 'sh', file], { user: 'root' });
    if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `The pages of ${table} could not be damaged (exit ${done.code}).`);
    const before = await canBeRead(database, table);
    await containers.stop('db');
    await containers.start('db');
    const pages = Number(done.stdout.toString('utf8').trim());
    const unnoticed = before ? 'the server went on until it was restarted' : 'the server noticed at once';
    return { summary: `${pages} pages of ${table} damaged; ${unnoticed}`, data: { table, pages, unnoticed: before } };
  },
  async observe({ table: named }, { plan, mirror: { database } }) {
    const table = orderTable(plan.site, named);
    const readable = await canBeRead(database, table);
    return { observed: !readable, text: readable ? `every row of ${table} can be read` : `${table} cannot be read to its end` };
  },
});

/** Pages that wait in memory to be written would be written over the damage, and mend it. */
async function writeOut(database: Database, table: string): Promise<void> {
  await using own = await database.connect();
  await own.execute(`FLUSH TABLES ${quotedTable(database, table)} FOR EXPORT`);
  await own.execute('UNLOCK TABLES');
}

/** Counts along the rows themselves, so that every page which holds one is read. */
async function canBeRead(database: Database, table: string): Promise<boolean> {
  try {
    await database.query(`SELECT COUNT(*) AS n FROM ${quotedTable(database, table)} FORCE INDEX (PRIMARY)`);
    return true;
  } catch (error) {
    if (error instanceof DrillError && (error.code === 'DATABASE_ERROR' || error.code === 'UNREACHABLE')) return false;
    throw error;
  }
}
