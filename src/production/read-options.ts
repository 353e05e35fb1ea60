import type { Database } from '../model/ports/database.ts';
import { quotedTable } from '../model/identifier.ts';

/** Values of options by name; what is not there is not in the map. They stay in this process. */
export async function readOptions(database: Database, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query(
    `SELECT option_name AS n, option_value AS v FROM ${quotedTable(database, 'options')} WHERE option_name IN (${names.map(() => '?').join(',')})`,
    names,
  );
  return new Map(rows.map((row) => [String(row['n']), String(row['v'])]));
}
