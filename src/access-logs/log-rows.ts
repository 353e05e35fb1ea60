import { quoted } from '../model/identifier.ts';
import type { Database, Sql, SqlValue } from '../model/ports/database.ts';

/** Rows that stand in one statement at most. */
export const rowsAtOnce = 300;

/** Where rows go: `table` quoted with its prefix, `columns` as the table names them. */
export interface RowsPlace {
  readonly table: string;
  readonly columns: readonly string[];
}

/** What a copy's line holds as a value of a column; anything but a number or a text is NULL. */
export function columnValue(value: unknown): SqlValue {
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

/** The names of columns, quoted, with commas between. */
export function columnList(columns: readonly string[]): string {
  return columns.map(quoted).join(',');
}

/** A mark for each value, rows in parentheses with commas between. */
export function rowMarks(rows: readonly (readonly SqlValue[])[]): string {
  return rows.map((values) => `(${values.map(() => '?').join(',')})`).join(',');
}

/** Puts rows in as they are, a few hundred at a time. */
export async function insertRows(database: Sql, { table, columns }: RowsPlace, rows: readonly (readonly SqlValue[])[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = rows.slice(from, from + rowsAtOnce);
    await database.execute(`INSERT INTO ${table} (${columnList(columns)}) VALUES ${rowMarks(part)}`, part.flat());
  }
}

/** Which rows go, and what puts the new ones in on the transaction's connection. */
export interface Replacement {
  /** Quoted, with its prefix. */
  readonly table: string;
  /** The column that numbers the rows. */
  readonly id: string;
  /** The lowest number that goes. */
  readonly first: number;
  /** How many rows come. */
  readonly count: number;
  insert(own: Sql): Promise<void>;
}

/** In one transaction puts new rows in the place of those from a number on; how many rows there are now, and how many more than before. */
export async function replaceRows(
  database: Database,
  { table, id, first, count, insert }: Replacement,
): Promise<{ readonly rows: number; readonly brought: number }> {
  await using own = await database.connect();
  await own.execute('START TRANSACTION');
  const [before] = await own.query(`SELECT COUNT(*) AS n FROM ${table} WHERE ${quoted(id)} < ?`, [first]);
  const removed = await own.execute(`DELETE FROM ${table} WHERE ${quoted(id)} >= ?`, [first]);
  await insert(own);
  await own.execute('COMMIT');
  return { rows: Number(before?.['n'] ?? 0) + count, brought: count - removed };
}
