import { createHash } from 'node:crypto';
import { DrillError } from '../model/errors.ts';
import { quoted } from '../model/identifier.ts';
import { likeOf } from '../model/like-pattern.ts';
import type { PhiTable } from '../model/plan/phi-map.ts';
import type { Sql, SqlValue } from '../model/ports/database.ts';

/** A piece of SQL with the values of its marks, in order. */
export interface Piece {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** How the rows of one table become digests. Column names come from checked definitions and are quoted all the same. */
export interface RowForm {
  /** Without the prefix. */
  readonly table: string;
  /** Quoted, with the prefix. */
  readonly from: string;
  /** `ranges`: one whole number is the primary key. `buckets`: any other key, of which only a keyed digest is seen. */
  readonly cut: 'ranges' | 'buckets';
  /** What tells a row apart: the number itself, or 16 hex digits of the key columns' keyed digest. */
  readonly key: Piece;
  /** The key of every digest, as the first part of a CONCAT. */
  readonly secret: Piece;
  /** The row in its canonical form; null where it may be larger than `mostRowBytes`. */
  readonly bytes: Piece | null;
  /** Keyed SHA-256 of the row in its canonical form, 64 hex digits. */
  readonly digest: Piece;
  /** Whose record the row is; NULL where the map does not say. */
  readonly record: string;
  /** The rows that count; empty when all do. */
  readonly filter: Piece;
  /** How many values of a row fill their column to the last byte. */
  readonly cutOffs: string;
  /** See `mapForm`. */
  readonly form: string;
  /** One letter per column: how its value becomes bytes. */
  readonly kinds: string;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly maxBytes: number | null;
  readonly nullable: boolean;
  readonly primary: boolean;
}
/** A canonical row of more is never put together with others: the server gives NULL for a text above its largest packet. */
const mostRowBytes = 3 * 1024 * 1024;

/** n: a number or an instant; f: FLOAT; t: bytes; l: bytes above 65,535; x: what the server has no plain text for. */
type Kind = 'n' | 'f' | 't' | 'l' | 'x';

const whole = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint']);
const plain = new Set([...whole, 'decimal', 'double', 'date', 'datetime', 'timestamp', 'time', 'year']);
const texts = new Set(['tinytext', 'text', 'mediumtext', 'longtext']);
const bytes = new Set(['char', 'varchar', 'binary', 'varbinary', 'enum', 'set', 'json']);
/** Types without a length of their own that have at most 16 bytes. */
const fixedSize = new Set(['bit', 'uuid', 'inet4', 'inet6']);
/** A longer value stands as its digest. */
const longBytes = 65_535;
const blobs = new Set(['tinyblob', 'blob', 'mediumblob', 'longblob']);

/**
 * Reads a table's columns and says how its rows become digests.
 *
 * A row's canonical bytes are its key columns and then the map's columns, each self-delimiting, so that no two
 * different rows have the same bytes and no byte can move over a column's border: a number or an instant as the text
 * that the server gives for it, anything else as its length in bytes, a comma and its bytes, NULL with an `N` in the
 * place of text or length; a comma between columns, and between rows.
 * Texts are taken as they are stored: no collation, no conversion. A value above 65,535 bytes stands as `H`, its
 * length and its SHA-256, so that a row of any size fits into one packet. A FLOAT is widened to be exact; a BIT, UUID,
 * address or geometry stands in hexadecimal.
 * @returns null for a table that the map calls optional and that is not there.
 * @throws {DrillError} UNREACHABLE when any other table is missing, DATABASE_ERROR when a column is.
 */
export async function rowForm(sql: Sql, table: PhiTable, prefix: string, key: Buffer): Promise<RowForm | null> {
  const columns = await columnsOf(sql, table, prefix);
  if (columns.length === 0 && table.optional === true) return null;
  if (columns.length === 0) throw new DrillError('UNREACHABLE', `the database does not hold the table ${table.table}`);
  const known = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const find = (name: string): Column => {
    const column = known.get(name.toLowerCase());
    if (column === undefined) throw new DrillError('DATABASE_ERROR', `The table ${table.table} has no column "${name}", which the PHI map names.`);
    return column;
  };
  const keys = table.key.map(find);
  const mapped = [...keys, ...table.columns.map(find).filter((column) => !keys.includes(column))];
  const [first] = keys;
  if (first === undefined) throw new DrillError('DATABASE_ERROR', `The PHI map names no key for the table ${table.table}.`);
  const alone = keys.length === 1 && first.primary && whole.has(first.type) && columns.filter((column) => column.primary).length === 1;
  return {
    table: table.table,
    from: quoted(prefix + table.table),
    cut: alone ? 'ranges' : 'buckets',
    key: alone ? { sql: quoted(first.name), values: [] } : { sql: `LEFT(SHA2(CONCAT(CAST(? AS BINARY), ${canonical(keys)}), 256), 16)`, values: [key] },
    secret: { sql: 'CAST(? AS BINARY)', values: [key] },
    bytes: mapped.reduce((sum, column) => sum + mostBytes(column), 0) > mostRowBytes ? null : { sql: canonical(mapped), values: [] },
    digest: { sql: `SHA2(CONCAT(CAST(? AS BINARY), ${canonical(mapped)}), 256)`, values: [key] },
    record: table.record === null ? 'NULL' : quoted(find(table.record.column).name),
    filter: rowFilter(table),
    cutOffs: cutOffsOf(mapped),
    form: mapForm(table),
    kinds: mapped.map(kindOf).join(''),
  };
}

/** Digest of what the map says of a table: key, columns, rows left out. */
export function mapForm(table: PhiTable): string {
  return createHash('sha256')
    .update(JSON.stringify([table.key, table.columns, table.exceptKeys]))
    .digest('hex');
}

async function columnsOf(sql: Sql, { table }: PhiTable, prefix: string): Promise<readonly Column[]> {
  const rows = await sql.query(
    `SELECT column_name AS name, data_type AS type, character_octet_length AS bytes, is_nullable AS nullable, column_key AS part
     FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position`,
    [prefix + table],
  );
  return rows.map((row) => ({
    name: String(row['name']),
    type: String(row['type']).toLowerCase(),
    maxBytes: row['bytes'] === null ? null : Number(row['bytes']),
    nullable: row['nullable'] !== 'NO',
    primary: row['part'] === 'PRI',
  }));
}

function kindOf({ type, maxBytes }: Column): Kind {
  if (plain.has(type)) return 'n';
  if (type === 'float') return 'f';
  if (!bytes.has(type) && !texts.has(type) && !blobs.has(type)) return 'x';
  return type === 'json' || (maxBytes ?? 0) > longBytes ? 'l' : 't';
}

/** A comma between any two parts. */
function canonical(columns: readonly Column[]): string {
  return withCommas(columns.flatMap(partsOf));
}

/** The separator is cast to binary: that keeps the server from converting one column's character set to another's. */
function withCommas(parts: readonly string[]): string {
  return `CONCAT_WS(CAST(',' AS BINARY), ${parts.join(', ')})`;
}

function partsOf(column: Column): readonly string[] {
  const name = quoted(column.name);
  const or = (value: string, none: string): string => (column.nullable ? `IFNULL(${value}, '${none}')` : value);
  const short = [or(`LENGTH(${name})`, 'N'), or(name, '')];
  switch (kindOf(column)) {
    case 'n':
      return [or(name, 'N')];
    case 'f':
      return [or(`${name} + 0e0`, 'N')];
    case 'x':
      return [or(`HEX(${name})`, 'N')];
    case 't':
      return short;
    case 'l':
      return [`IF(LENGTH(${name}) > ${longBytes}, CONCAT('H', LENGTH(${name}), ',', SHA2(${name}, 256)), ${withCommas(short)})`];
  }
}

/** No canonical value of the column is longer: digits and marks of a number, a length before a text, a digest for a long one. */
function mostBytes(column: Column): number {
  const kind = kindOf(column);
  if (kind === 'n' || kind === 'f') return 512;
  if (kind === 'l') return longBytes + 16;
  const stored = column.maxBytes ?? (fixedSize.has(column.type) ? 16 : Infinity);
  return kind === 'x' ? 2 * stored + 1 : stored + 16;
}

/** A text is cut before a character, so up to three bytes may be left of its column. */
function cutOffsOf(columns: readonly Column[]): string {
  const able = columns.filter(({ type, maxBytes }) => (texts.has(type) || blobs.has(type)) && maxBytes !== null && maxBytes < 2 ** 32 - 1);
  if (able.length === 0) return '0';
  return able.map(({ name, type, maxBytes }) => `COUNT(IF(LENGTH(${quoted(name)}) >= ${(maxBytes ?? 0) - (texts.has(type) ? 3 : 0)}, 1, NULL))`).join(' + ');
}

/** Compares meta keys byte by byte: a key in other letters is another key, and its row counts. */
function rowFilter(table: PhiTable): Piece {
  if (table.exceptKeys.length === 0) return { sql: '', values: [] };
  const parts = table.exceptKeys.map(() => 'meta_key LIKE CAST(? AS BINARY)');
  return { sql: `(meta_key IS NULL OR NOT (${parts.join(' OR ')}))`, values: table.exceptKeys.map(likeOf) };
}
