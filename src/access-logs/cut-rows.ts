import type { LogCut } from '../model/access-log.ts';
import { DrillError } from '../model/errors.ts';
import type { Sql } from '../model/ports/database.ts';

/** A numbered table to cut; `table` is quoted, `renumbered` follows the rows that got other numbers. */
interface CutTable {
  readonly table: string;
  readonly id: string;
  /** Makes the table look whole again from the row `from` on; without it nothing but the numbers tells. */
  readonly mended?: (own: Sql, from: number) => Promise<void>;
}

/**
 * Takes a quarter of the rows out of a numbered table, on one connection. `truncate`: the newest; `renumber`: those from the
 * middle on, and the later ones move up, in one statement each.
 * @throws {DrillError} COMMAND_FAILED where there are fewer than four rows
 */
export async function cutRows(own: Sql, { table, id, mended }: CutTable, how: LogCut): Promise<{ readonly cut: number; readonly rows: number }> {
  const [count] = await own.query(`SELECT COUNT(*) AS n FROM ${table}`);
  const rows = Number(count?.['n'] ?? 0);
  const cut = Math.floor(rows / 4);
  if (cut < 1) throw new DrillError('COMMAND_FAILED', `The access log has ${rows} rows: too few to cut.`);
  const idAt = async (offset: number): Promise<number> => {
    const [row] = await own.query(`SELECT ${id} AS id FROM ${table} ORDER BY ${id} LIMIT 1 OFFSET ${offset}`);
    return Number(row?.['id'] ?? 0);
  };
  if (how === 'truncate') await own.execute(`DELETE FROM ${table} WHERE ${id} >= ?`, [await idAt(rows - cut)]);
  else {
    const middle = Math.floor(rows / 2);
    const [from, to] = [await idAt(middle), await idAt(middle + cut)];
    await own.execute(`DELETE FROM ${table} WHERE ${id} >= ? AND ${id} < ?`, [from, to]);
    await own.execute(`UPDATE ${table} SET ${id} = ${id} - ? WHERE ${id} >= ? ORDER BY ${id}`, [to - from, to]);
    await mended?.(own, from);
  }
  return { cut, rows };
}
