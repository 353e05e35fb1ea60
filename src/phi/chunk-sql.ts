import type { SqlValue } from '../model/ports.ts';
import type { Piece, RowForm } from './row-form.ts';

/** Rows of a chunk, before filters. Small enough that finding a damaged row reads little, large enough that asking costs nothing. */
export const chunkRows = 4096;

/** Room for the digests of 262,144 rows in one answer. */
export const concatBytes = 16 * 1024 * 1024;

/** A stretch of keys, both ends as text: whole numbers for `ranges`, two hex digits for `buckets`. */
export interface Stretch {
  /** Begins after this key; null where nothing is before. */
  readonly after: string | null;
  /** Ends with this key; null where nothing follows. */
  readonly upTo: string | null;
}

/**
 * The key that ends the first chunk of a stretch of ranges; no row when fewer than `chunkRows` are in it. One statement
 * for many ends was tried (a recursive table): the server then reads the key from its beginning each time.
 */
export function endStatement(form: RowForm, stretch: Stretch): Piece {
  return joined([
    text(`SELECT ${form.key.sql} AS k FROM ${form.from} FORCE INDEX (PRIMARY)`),
    conditions(keyRange(form, stretch)),
    text(` ORDER BY ${form.key.sql} LIMIT 1 OFFSET ${chunkRows - 1}`),
  ]);
}

/** Whose record each row with one of these keys is. */
export function recordStatement(form: RowForm, keys: readonly string[]): Piece {
  const marks = { sql: ` IN (${keys.map(() => '?').join(',')})`, values: form.cut === 'ranges' ? keys.map(BigInt) : keys };
  return joined([text(`SELECT ${form.record} AS record FROM ${form.from} WHERE `), form.key, marks]);
}

/**
 * One row per chunk: `bucket` (its number; empty for a range), `n` rows, `bytes` of their digests' concatenation
 * (64 a row, unless the server cut it or could not build a row), keyed `digest`, `cuts`; `withRows` adds the rows'
 * `ks` and packed digests `ds`. In a range the rows are concatenated as the primary key gives them.
 */
export function chunkStatement(form: RowForm, stretch: Stretch, withRows: boolean): Piece {
  return form.cut === 'ranges' ? rangeStatement(form, stretch, withRows) : bucketStatement(form, stretch, withRows);
}

const outer = `n, COALESCE(LENGTH(g), 0) AS bytes, SHA2(g, 256) AS digest, cuts`;
const outerRows = `, CAST(ks AS BINARY) AS ks, UNHEX(g) AS ds`;

function rangeStatement(form: RowForm, stretch: Stretch, withRows: boolean): Piece {
  const where = conditions([...keyRange(form, stretch), form.filter]);
  return joined([
    text(`SELECT '' AS bucket, ${outer}${withRows ? outerRows : ''} FROM (SELECT COUNT(*) AS n, ${form.cutOffs} AS cuts, GROUP_CONCAT(`),
    form.digest,
    text(` SEPARATOR '') AS g${withRows ? `, GROUP_CONCAT(${form.key.sql} SEPARATOR ',') AS ks` : ''} FROM ${form.from} FORCE INDEX (PRIMARY)`),
    where,
    text(') AS chunk'),
  ]);
}

function bucketStatement(form: RowForm, stretch: Stretch, withRows: boolean): Piece {
  const bucket = joined([text('LEFT('), form.key, text(', 2)')]);
  const ordered = joined([text(' ORDER BY '), form.key, text(', '), form.digest]);
  const keys = joined([text(', GROUP_CONCAT('), form.key, ordered, text(" SEPARATOR ',') AS ks")]);
  return joined([
    text(`SELECT bucket, ${outer}${withRows ? outerRows : ''} FROM (SELECT `),
    bucket,
    text(` AS bucket, COUNT(*) AS n, ${form.cutOffs} AS cuts, GROUP_CONCAT(`),
    form.digest,
    ordered,
    text(" SEPARATOR '') AS g"),
    withRows ? keys : text(''),
    text(` FROM ${form.from}`),
    conditions([...bucketRange(bucket, stretch), form.filter]),
    text(' GROUP BY bucket) AS chunk ORDER BY bucket'),
  ]);
}

function keyRange(form: RowForm, { after, upTo }: Stretch): readonly Piece[] {
  return [...(after === null ? [] : [compared(form.key, '>', BigInt(after))]), ...(upTo === null ? [] : [compared(form.key, '<=', BigInt(upTo))])];
}

function bucketRange(bucket: Piece, { after, upTo }: Stretch): readonly Piece[] {
  return [...(after === null ? [] : [compared(bucket, '>', after)]), ...(upTo === null ? [] : [compared(bucket, '<=', upTo)])];
}

function compared(left: Piece, sign: '>' | '<=', value: SqlValue): Piece {
  return { sql: `${left.sql} ${sign} ?`, values: [...left.values, value] };
}

function conditions(pieces: readonly Piece[]): Piece {
  const wanted = pieces.filter((piece) => piece.sql !== '');
  return { sql: wanted.length === 0 ? '' : ` WHERE ${wanted.map((piece) => piece.sql).join(' AND ')}`, values: wanted.flatMap((piece) => piece.values) };
}

function text(sql: string): Piece {
  return { sql, values: [] };
}

function joined(pieces: readonly Piece[]): Piece {
  return { sql: pieces.map((piece) => piece.sql).join(''), values: pieces.flatMap((piece) => piece.values) };
}
