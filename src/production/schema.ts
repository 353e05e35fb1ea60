import { DrillError } from '../model/errors.ts';
import type { Row, Sql } from '../model/ports/database.ts';

/** A table as the server, or a dump, describes it. */
export interface SchemaTable {
  /** With its prefix. */
  readonly name: string;
  readonly engine: string;
  readonly collation: string;
  /** The next number it gives out, decimal; null where it gives none. */
  readonly nextId: string | null;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Every table of the current database with its columns, by name. Views are left out. */
export async function readSchema(sql: Sql): Promise<readonly SchemaTable[]> {
  const tables = await sql.query(
    "SELECT TABLE_NAME AS t, ENGINE AS e, TABLE_COLLATION AS c, AUTO_INCREMENT AS n FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME",
  );
  const columns = await sql.query(
    'SELECT TABLE_NAME AS t, COLUMN_NAME AS c, DATA_TYPE AS d FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION',
  );
  const byTable = Map.groupBy(columns, (row) => text(row, 't'));
  return tables.map((row) => ({
    name: text(row, 't'),
    engine: text(row, 'e'),
    collation: text(row, 'c'),
    nextId: row['n'] === null || row['n'] === undefined ? null : text(row, 'n'),
    columns: (byTable.get(text(row, 't')) ?? []).map((column) => ({ name: text(column, 'c'), type: text(column, 'd').toLowerCase() })),
  }));
}

/**
 * The prefix of WordPress' tables: the one that is wanted when its tables are there, or the only one.
 * @throws {DrillError} PRODUCTION_UNREADABLE when there is none or several and `wanted` is null.
 */
export function findPrefix(tables: readonly { readonly name: string }[], wanted: string | null): string {
  const names = new Set(tables.map((table) => table.name));
  const found = [...names]
    .filter((name) => name.endsWith('options'))
    .map((name) => name.slice(0, -'options'.length))
    .filter((prefix) => ['posts', 'users', 'usermeta'].every((table) => names.has(prefix + table)));
  if (wanted !== null && found.includes(wanted)) return wanted;
  const hint = found.length === 0 ? 'Is it the right database?' : `Name one with --prefix: ${found.map((one) => (one === '' ? '(none)' : one)).join(', ')}.`;
  if (wanted !== null) throw new DrillError('PRODUCTION_UNREADABLE', `No WordPress tables with the prefix "${wanted}" are there.`, { hint });
  const [only, ...others] = found;
  if (only === undefined || others.length > 0)
    throw new DrillError('PRODUCTION_UNREADABLE', only === undefined ? 'No WordPress tables are there.' : 'Several WordPress sites share this database.', {
      hint,
    });
  return only;
}

/** Text of a column, '' for NULL. */
export function text(row: Row | undefined, column: string): string {
  const value = row?.[column];
  return value === null || value === undefined ? '' : String(value);
}
