import { DrillError } from '../model/errors.ts';
import { quoted } from '../model/identifier.ts';
import type { Sabotage } from '../model/kind.ts';
import { likeOf } from '../model/like-pattern.ts';
import type { PhiTable } from '../model/plan/phi-map.ts';
import type { Database, Row } from '../model/ports/database.ts';
import { workOnCopies } from './table-copy.ts';

interface Target {
  readonly table: PhiTable;
  readonly column: string;
  readonly row: Row;
}

/**
 * Changes the last character of one text of one mapped row, in a copy of its table: a field that is encrypted before
 * others, since a shop has most to lose there.
 * @throws {DrillError} COMMAND_FAILED when no mapped row holds a text.
 */
export async function changeOneCharacter(database: Database, tables: readonly PhiTable[]): Promise<Sabotage> {
  const target = await chooseTarget(
    database,
    tables.toSorted((a, b) => Number(b.protection.kind === 'field') - Number(a.protection.kind === 'field')),
  );
  const { table, column, row } = target;
  const copies = await workOnCopies(database, [table.table]);
  const same = table.key.map((key) => `${quoted(key)} = ?`).join(' AND ');
  await database.execute(
    `UPDATE ${quoted(database.prefix + table.table)} SET ${column} = CONCAT(LEFT(${column}, CHAR_LENGTH(${column}) - 1), IF(RIGHT(${column}, 1) = '~', '!', '~')) WHERE ${same}`,
    table.key.map((key) => row[key] ?? null),
  );
  return { what: `one character of one row of ${table.table} changed`, undo: () => copies.undo() };
}

async function chooseTarget(database: Database, tables: readonly PhiTable[]): Promise<Target> {
  for (const table of tables) {
    for (const column of await textColumns(database, table)) {
      const kept = table.exceptKeys.map(() => 'COALESCE(meta_key, ?) NOT LIKE ?');
      const [row] = await database.query(
        `SELECT ${table.key.map(quoted).join(', ')} FROM ${quoted(database.prefix + table.table)} WHERE ${[`CHAR_LENGTH(${column}) > 1`, ...kept].join(' AND ')} LIMIT 1`,
        table.exceptKeys.flatMap((key) => ['', likeOf(key)]),
      );
      if (row !== undefined) return { table, column, row };
    }
  }
  throw new DrillError('COMMAND_FAILED', 'No mapped row holds a text that a sabotage could change.');
}

/** Mapped columns that hold text and are no part of the key, longest kind first; quoted. */
async function textColumns(database: Database, { table, key, columns }: PhiTable): Promise<readonly string[]> {
  const rows = await database.query(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?
     AND data_type IN ('varchar', 'tinytext', 'text', 'mediumtext', 'longtext') ORDER BY character_octet_length DESC, ordinal_position`,
    [database.prefix + table],
  );
  const wanted = new Set(columns.filter((column) => !key.includes(column)).map((column) => column.toLowerCase()));
  return rows
    .map((row) => String(row['name']))
    .filter((name) => wanted.has(name.toLowerCase()))
    .map(quoted);
}
