import type { Database } from '../model/ports/database.ts';

/**
 * Puts full copies in the place of some tables, so that a sabotage damages the copies only. `undo` drops them and
 * gives the originals their names back: rows, ids and AUTO_INCREMENT are exactly what they were. Tables that this shop
 * does not have are passed over.
 * @throws {DrillError} DATABASE_ERROR
 */
export async function workOnCopies(database: Database, wanted: readonly string[]): Promise<{ undo(): Promise<void> }> {
  const tables = await existing(database, wanted);
  for (const table of tables) {
    const [live, copy, kept] = names(database.prefix + table);
    await database.execute(`DROP TABLE IF EXISTS ${copy}`);
    await database.execute(`CREATE TABLE ${copy} LIKE ${live}`);
    await database.execute(`INSERT INTO ${copy} SELECT * FROM ${live}`);
    await database.execute(`RENAME TABLE ${live} TO ${kept}, ${copy} TO ${live}`);
  }
  return {
    async undo() {
      for (const table of tables) {
        const [live, copy, kept] = names(database.prefix + table);
        await database.execute(`RENAME TABLE ${live} TO ${copy}, ${kept} TO ${live}`);
        await database.execute(`DROP TABLE ${copy}`);
      }
    },
  };
}

function names(table: string): readonly [live: string, copy: string, kept: string] {
  return [`\`${table}\``, `\`muster_copy_${table}\``, `\`muster_kept_${table}\``];
}

async function existing(database: Database, tables: readonly string[]): Promise<readonly string[]> {
  const rows = await database.query('SELECT table_name AS t FROM information_schema.tables WHERE table_schema = DATABASE()');
  const there = new Set(rows.map((row) => String(row['t'])));
  return tables.filter((table) => there.has(database.prefix + table));
}
