import type { NamedIds, OffBoxLog } from '../model/access-log.ts';
import { DrillError } from '../model/errors.ts';
import { quoted, quotedTable } from '../model/identifier.ts';
import type { AccessLogTable } from '../model/plan/access-log.ts';
import type { Sql, SqlValue } from '../model/ports/database.ts';
import type { AccessLogParts } from './index.ts';
import { columnList, columnValue, insertRows, replaceRows, rowMarks, rowsAtOnce, type RowsPlace } from './log-rows.ts';
import { offBoxFile, type OffBoxLine } from './off-box-file.ts';

/** One row: its number, and the values of the columns that the copy names. */
interface CopiedRow {
  readonly id: number;
  readonly values: readonly SqlValue[];
}

/**
 * The off-box copy of a log that is one numbered table: JSON lines whose keys are the table's columns. Rows are not chained,
 * so every row of the copy is looked up with all its values; the shop may append lines in another order than it numbers rows.
 */
export function sqlOffBox({ containers, database }: AccessLogParts, shape: AccessLogTable, path: string): OffBoxLog {
  const file = offBoxFile(containers, path);
  const table = quotedTable(database, shape.table);
  return {
    named: 'off-box access log',
    holds: (requestId) => file.holds(requestId),
    keep: () => file.keep(),
    async compare() {
      const { columns, rows } = rowsOf(await file.lines(), shape);
      const missing = rows.length - (await foundIn(database, { table, columns }, rows));
      return { lines: rows.length, missing, headKept: missing === 0 };
    },
    async highestIds() {
      return highestOf(await file.lines(), shape);
    },
    async importRows() {
      const { columns, rows } = rowsOf(await file.lines(), shape);
      const [last] = await database.query(`SELECT COALESCE(MAX(${quoted(shape.id)}), 0) AS id FROM ${table}`);
      const newer = rows.filter(({ id }) => id > Number(last?.['id'] ?? 0));
      await insertRows(
        database,
        { table, columns },
        newer.map(({ values }) => values),
      );
      return newer.length;
    },
    async rebuild() {
      const lines = await file.lines();
      const { columns, rows } = rowsOf(lines, shape);
      const { kept, renumbered } = numbered(rows, columns.indexOf(shape.id));
      const [first] = kept;
      if (first === undefined) throw new DrillError('STEP_FAILED', 'The off-box access log is empty: there is nothing to rebuild the table from.');
      const values = kept.map((row) => row.values);
      const insert = (own: Sql): Promise<void> => insertRows(own, { table, columns }, values);
      const replaced = await replaceRows(database, { table, id: shape.id, first: first.id, count: kept.length, insert });
      if (renumbered > 0) await file.renew(lines.length, values.map((row) => `${JSON.stringify(lineOf(columns, row))}\n`).join(''));
      return { ...replaced, renumbered };
    },
  };
}

/** The first line of a number keeps it, in the order of numbers; later ones, written after the table was cut, follow with new numbers. */
function numbered(rows: readonly CopiedRow[], at: number): { readonly kept: readonly CopiedRow[]; readonly renumbered: number } {
  const byId = new Map<number, CopiedRow>();
  const beside = rows.filter((row) => {
    if (byId.has(row.id)) return true;
    byId.set(row.id, row);
    return false;
  });
  const kept = [...byId.values()].toSorted((one, other) => one.id - other.id);
  const last = kept.at(-1)?.id ?? 0;
  const again = beside.map(({ values }, index) => ({ id: last + index + 1, values: values.with(at, last + index + 1) }));
  return { kept: [...kept, ...again], renumbered: again.length };
}

/** @throws {DrillError} STEP_FAILED for a line that lacks the number, or has other keys than the first. */
function rowsOf(lines: readonly OffBoxLine[], { id }: AccessLogTable): { readonly columns: readonly string[]; readonly rows: readonly CopiedRow[] } {
  const columns = Object.keys(lines[0] ?? { [id]: 0 });
  const rows = lines.map((line, index) => {
    const number = Number(line[id]);
    if (!Number.isSafeInteger(number) || number < 1 || Object.keys(line).length !== columns.length || columns.some((column) => !(column in line)))
      throw new DrillError('STEP_FAILED', `Line ${index + 1} of the off-box access log is not a row of its table.`);
    return { id: number, values: columns.map((column) => columnValue(line[column])) };
  });
  return { columns, rows };
}

async function foundIn(database: Sql, { table, columns }: RowsPlace, rows: readonly CopiedRow[]): Promise<number> {
  let found = 0;
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = rows.slice(from, from + rowsAtOnce).map(({ values }) => values);
    const [row] = await database.query(`SELECT COUNT(*) AS n FROM ${table} WHERE (${columnList(columns)}) IN (${rowMarks(part)})`, part.flat());
    found += Number(row?.['n'] ?? 0);
  }
  return found;
}

/** Orders of the rows that are reads, as the table's own are told; accounts of all. */
function highestOf(lines: readonly OffBoxLine[], { object, user, where }: AccessLogTable): NamedIds {
  const largest = (numbers: readonly number[]): bigint => BigInt(numbers.reduce((top, one) => (Number.isSafeInteger(one) && one > top ? one : top), 0));
  const reads = lines.filter((line) => Object.entries(where).every(([name, values]) => values.some((value) => String(value) === String(line[name]))));
  const named = reads.map((line) => String(line[object.column])).filter((text) => text.startsWith(object.prefix));
  return { orders: largest(named.map((text) => Number(text.slice(object.prefix.length)))), users: largest(lines.map((line) => Number(line[user]))) };
}

function lineOf(columns: readonly string[], values: readonly SqlValue[]): OffBoxLine {
  return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null]));
}
