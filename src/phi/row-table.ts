/** A cell of generated data. */
export type Cell = string | number | null;

/** A table, without its prefix, that generated records of type `T` have rows in. */
export interface RowTable<T> {
  readonly table: string;
  /** Columns that have the same value in every row. */
  readonly same: Readonly<Record<string, Cell>>;
  /** The other columns, in the order in which `rows` gives their values. */
  readonly columns: readonly string[];
  rows(record: T): readonly (readonly Cell[])[];
}

/** A table without its prefix, and one row for it. */
export type TableRow = readonly [table: string, row: Readonly<Record<string, Cell>>];

/** Every row of one record as column and value; the slow way, for a few records. */
export function* rowsOf<T>(tables: readonly RowTable<T>[], record: T): Generator<TableRow> {
  for (const { table, same, columns, rows } of tables) {
    for (const row of rows(record)) yield [table, { ...same, ...Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])) }];
  }
}

const special = /[\\\t\n\r\0]/u;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0' };

/** Rows as LOAD DATA reads them by default: tabs between, `\N` for NULL, a line each. */
export function tsvOf(rows: readonly (readonly Cell[])[]): string {
  let text = '';
  for (const row of rows) {
    for (let at = 0; at < row.length; at += 1) text += (at === 0 ? '' : '\t') + tsvCell(row[at] ?? null);
    text += '\n';
  }
  return text;
}

function tsvCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  if (cell === null) return String.raw`\N`;
  return special.test(cell) ? cell.replaceAll(/[\\\t\n\r\0]/gu, (char) => escapes[char] ?? '') : cell;
}
