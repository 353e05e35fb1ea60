import type { Database } from '../model/ports.ts';

/** What every protected canary token begins with (see phi/synthetic.ts); in a binary-safe LIKE pattern. */
const protectedToken = '%rxc-%';
const textTypes = ['char', 'varchar', 'text', 'tinytext', 'mediumtext', 'longtext', 'blob', 'mediumblob', 'longblob'];

/**
 * Counts values, in any text column of any table of the site's database, in which a protected canary token is
 * readable: leftovers in sessions, logs, scheduler arguments, post meta. Muster's own copies are not looked at.
 */
export async function findInClear(database: Database): Promise<number> {
  const columns = await database.query(
    `SELECT table_name AS t, column_name AS c FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name NOT LIKE 'muster\\_%' AND data_type IN (${textTypes.map(() => '?').join(',')}) ORDER BY table_name, column_name`,
    textTypes,
  );
  const byTable = new Map<string, string[]>();
  for (const row of columns) {
    const table = String(row['t']);
    byTable.set(table, [...(byTable.get(table) ?? []), String(row['c'])]);
  }
  let found = 0;
  for (const [table, names] of byTable) {
    const sum = names.map((name) => `COALESCE(SUM(\`${name}\` LIKE ?), 0)`).join(' + ');
    const [row] = await database.query(
      `SELECT ${sum} AS n FROM \`${table}\``,
      names.map(() => protectedToken),
    );
    found += Number(row?.['n'] ?? 0);
  }
  return found;
}
