import { likeOf } from '../model/like-pattern.ts';
import type { PhiTable } from '../model/plan.ts';
import type { SqlValue } from '../model/ports.ts';

/** Rows whose keys fall into the same stretch of this many form a chunk. */
export const chunkSpan = 4096;

/** One SQL text with its values. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * Keyed SHA-256 of one row's mapped columns, in SQL. Every column stands with its length in bytes, NULL apart from
 * '', as bytes rather than collated text; so no two different rows have the same canonical form.
 */
function rowDigest(table: PhiTable): string {
  const columns = table.columns.map((column) => {
    const bytes = `CAST(${quoted(column)} AS BINARY)`;
    return `IF(${quoted(column)} IS NULL, 'N', CONCAT(LENGTH(${bytes}), ':', ${bytes}))`;
  });
  return `SHA2(CONCAT_WS('|', UNHEX(?), ${columns.join(', ')}), 256)`;
}

/**
 * One row per chunk: `chunk`, `n` rows, keyed `digest` over the rows' digests in key order, and `cut`, which is not 0
 * when the server shortened the concatenation (`group_concat_max_len`).
 */
export function chunkStatement(table: PhiTable, prefix: string, key: Buffer): Statement {
  const id = keyColumn(table);
  const { where, values } = rowFilter(table);
  const sql = `SELECT chunk, COUNT(*) AS n, SHA2(CONCAT(UNHEX(?), GROUP_CONCAT(d ORDER BY k SEPARATOR '')), 256) AS digest,
    COUNT(*) * 64 - LENGTH(GROUP_CONCAT(d ORDER BY k SEPARATOR '')) AS cut
    FROM (SELECT ${id} AS k, FLOOR(${id} / ${chunkSpan}) AS chunk, ${rowDigest(table)} AS d FROM ${quoted(prefix + table.table)} ${where}) AS r
    GROUP BY chunk ORDER BY chunk`;
  return { sql, values: [key.toString('hex'), key.toString('hex'), ...values] };
}

/** One row per row of one chunk: `k`, whose record (`record`), the first half of its keyed digest `d`. */
export function rowStatement(table: PhiTable, prefix: string, key: Buffer, chunk: number): Statement {
  const id = keyColumn(table);
  const { where, values } = rowFilter(table);
  const record = table.record === null ? id : quoted(table.record.column);
  const range = `${where === '' ? 'WHERE' : 'AND'} ${id} BETWEEN ? AND ?`;
  return {
    sql: `SELECT ${id} AS k, ${record} AS record, LEFT(${rowDigest(table)}, 32) AS d FROM ${quoted(prefix + table.table)} ${where} ${range} ORDER BY ${id}`,
    values: [key.toString('hex'), ...values, chunk * chunkSpan, (chunk + 1) * chunkSpan - 1],
  };
}

/** An identifier between back-ticks; names come from checked definitions, and this holds all the same. */
export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function rowFilter(table: PhiTable): { readonly where: string; readonly values: readonly string[] } {
  if (table.exceptKeys.length === 0) return { where: '', values: [] };
  const parts = table.exceptKeys.map(() => 'meta_key NOT LIKE ?');
  return { where: `WHERE (meta_key IS NULL OR (${parts.join(' AND ')}))`, values: table.exceptKeys.map(likeOf) };
}

function keyColumn(table: PhiTable): string {
  return quoted(table.key[0] ?? 'id');
}
