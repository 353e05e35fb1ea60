import type { SqlValue } from '../model/ports/database.ts';
import type { Piece, RowForm } from './row-form.ts';

/** Rows of a chunk, before filters. Small enough that finding a damaged row reads little, large enough that asking costs nothing. */
export const chunkRows = 8192;

/** Room for the digests of 262,144 rows in one answer. */
export const concatBytes = 16 * 1024 * 1024;

/** A chunk whose rows have so many bytes together is `wide`: its digest is then over its rows' digests. */
export const wideBytes = 3 * 1024 * 1024;

/** Room that the server must have for a concatenation: a chunk that is not wide, and its key, fit into it. */
export const roomBytes = 4 * 1024 * 1024;

/** Bytes of a row's digest that a reference keeps. */
export const keptBytes = 16;

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

/** What is asked of each chunk beside its digest. */
export interface Asked {
  /** The rows' `ks` and packed digests `ds`. */
  readonly withRows: boolean;
  /** Over the rows' digests, whatever their bytes. */
  readonly wide: boolean;
}

/**
 * One row per chunk: `bucket` (its number; empty for a range), `n` rows, `bytes` of what its keyed `digest` is over,
 * `digests` of the rows (64 bytes a row, unless the server cut them or could not build one), `cuts`, and the `room` that
 * the server has for a concatenation: one that is shorter was not cut. The digest is over
 * the rows' canonical bytes as the primary key gives them, or over their digests: in buckets, and for a chunk that is
 * `wide`. With rows also their keys `ks` with commas between, and `ds`, the first 16 bytes of each one's digest.
 */
export function chunkStatement(form: RowForm, stretch: Stretch, asked: Asked): Piece {
  if (form.cut === 'buckets') return bucketStatement(form, stretch, asked.withRows);
  return form.bytes === null || asked.wide
    ? wideStatement(form, stretch, asked.withRows)
    : rangeStatement(form, { stretch, bytes: form.bytes }, asked.withRows);
}

const room = 'LEAST(@@group_concat_max_len, @@max_allowed_packet) AS room';
const outer = `n, COALESCE(LENGTH(g), 0) AS bytes, COALESCE(LENGTH(g), 0) AS digests, SHA2(g, 256) AS digest, cuts, ${room}`;
const outerRows = `, CAST(ks AS BINARY) AS ks, UNHEX(d) AS ds`;

/** The server turns each value into text once and takes one digest a chunk: a digest a row as well costs a fifth more. */
function rangeStatement(form: RowForm, { stretch, bytes }: { readonly stretch: Stretch; readonly bytes: Piece }, withRows: boolean): Piece {
  return joined([
    text(`SELECT '' AS bucket, n, COALESCE(LENGTH(g), 0) AS bytes, n * 64 AS digests, SHA2(CONCAT(`),
    form.secret,
    text(`, g), 256) AS digest, cuts, ${room}${withRows ? outerRows : ''} FROM (SELECT COUNT(*) AS n, ${form.cutOffs} AS cuts, GROUP_CONCAT(`),
    bytes,
    text(" SEPARATOR ',') AS g"),
    ...(withRows ? rowsOf(form) : []),
    chunkSource(form, stretch),
  ]);
}

function wideStatement(form: RowForm, stretch: Stretch, withRows: boolean): Piece {
  return joined([
    text(`SELECT '' AS bucket, ${outer}${withRows ? outerRows : ''} FROM (SELECT COUNT(*) AS n, ${form.cutOffs} AS cuts, GROUP_CONCAT(`),
    form.digest,
    text(" SEPARATOR '') AS g"),
    ...(withRows ? rowsOf(form) : []),
    chunkSource(form, stretch),
  ]);
}

function rowsOf(form: RowForm): readonly Piece[] {
  return [text(`, GROUP_CONCAT(${form.key.sql} SEPARATOR ',') AS ks`), halfDigests(form)];
}

/** Half of every row's digest: enough to tell rows apart where the chunk's whole digest said that they differ. */
function halfDigests(form: RowForm, ordered: Piece = text('')): Piece {
  return joined([text(', GROUP_CONCAT(LEFT('), form.digest, text(`, ${2 * keptBytes})`), ordered, text(" SEPARATOR '') AS d")]);
}

function chunkSource(form: RowForm, stretch: Stretch): Piece {
  return joined([text(` FROM ${form.from} FORCE INDEX (PRIMARY)`), conditions([...keyRange(form, stretch), form.filter]), text(') AS chunk')]);
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
    ...(withRows ? [keys, halfDigests(form, ordered)] : []),
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
