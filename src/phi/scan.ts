import { DrillError } from '../model/errors.ts';
import type { Row } from '../model/ports/database.ts';
import { chunkStatement, concatBytes, keptBytes, roomBytes, wideBytes, type Stretch } from './chunk-sql.ts';
import { inOrder } from './in-order.ts';
import type { Lines } from './lines.ts';
import type { RowForm } from './row-form.ts';
import { bucketName } from './stretches.ts';

/** Chunks that a connection gets one after another: the server reads ahead only for one that goes on where it stopped. */
const chunksInARow = 8;

/** Connections that are used where every row's digest comes along. */
const linesWithRows = 3;

/** One chunk as the database sees it now. */
export interface Chunk {
  readonly stretch: Stretch;
  readonly rows: number;
  /** SHA-256 over the rows' keyed digests, hex; empty for no rows, `more` for more rows than a reference's chunk can have. */
  readonly digest: string;
  readonly cutOffs: number;
  readonly detail: ChunkRows | null;
}

/** A chunk's rows: their keys with commas between, and half of each one's digest (`keptBytes`). */
export interface ChunkRows {
  readonly keys: Buffer;
  readonly halves: Buffer;
}

/**
 * The chunks of one table in key order, with constant memory. `fixed`: the stretches come from a reference, and may
 * hold any number of rows by now.
 * @throws {DrillError} DATABASE_ERROR when the server cut a concatenation or could not build a row's canonical form.
 */
export async function* scan(
  form: RowForm,
  lines: Lines,
  wanted: AsyncIterable<Stretch>,
  { withRows = false, fixed = false }: { readonly withRows?: boolean; readonly fixed?: boolean },
): AsyncGenerator<Chunk> {
  // Every row's digest comes along: fewer answers wait for their turn, so that memory stays small.
  const [scans, inARow] = withRows ? [lines.scans.slice(0, linesWithRows), 1] : [lines.scans, chunksInARow];
  const answers = inOrder(wanted, scans.length * inARow, async (stretch, index) => {
    const line = scans[Math.floor(index / inARow) % scans.length];
    const ask = async (wide: boolean): Promise<readonly Row[]> => {
      const { sql, values } = chunkStatement(form, stretch, { withRows, wide });
      return (await line?.query(sql, values)) ?? [];
    };
    const rows = await ask(false);
    const whole = rows.every((row) => Number(row['bytes']) < wideBytes) || form.cut === 'buckets' || form.bytes === null;
    return (whole ? rows : await ask(true)).map((row) => chunkOf(form, stretch, row, fixed));
  });
  for await (const chunks of answers) yield* chunks;
}

function chunkOf(form: RowForm, stretch: Stretch, row: Row, fixed: boolean): Chunk {
  const rows = Number(row['n']);
  const base = { stretch: form.cut === 'ranges' ? stretch : bucketStretch(String(row['bucket'])), rows, cutOffs: Number(row['cuts']) };
  if (Number(row['room']) < roomBytes)
    throw new DrillError(
      'DATABASE_ERROR',
      `The database has room for ${String(row['room'])} bytes in a concatenation (group_concat_max_len, max_allowed_packet); a fingerprint needs ${roomBytes}.`,
    );
  if (Number(row['digests']) !== rows * 64 || (rows > 0 && row['digest'] === null)) {
    if (fixed && rows * 64 > concatBytes) return { ...base, digest: 'more', detail: null };
    throw new DrillError(
      'DATABASE_ERROR',
      `The database cut a concatenation, or could not build a row, while fingerprinting ${form.table}: the digests of ${rows} rows have ${String(row['digests'])} bytes (group_concat_max_len, max_allowed_packet).`,
    );
  }
  return { ...base, digest: rows === 0 ? '' : String(row['digest']), detail: detailOf(form, rows, row) };
}

function detailOf({ table }: RowForm, rows: number, { ks: keys, ds: halves }: Row): ChunkRows | null {
  if (!Buffer.isBuffer(halves) || !Buffer.isBuffer(keys)) return null;
  if (halves.length !== rows * keptBytes) throw new DrillError('DATABASE_ERROR', `The database cut the digests of ${rows} rows while fingerprinting ${table}.`);
  return { keys, halves };
}

/** The stretch that is one bucket alone. */
function bucketStretch(bucket: string): Stretch {
  const number = Number.parseInt(bucket, 16);
  return { after: number === 0 ? null : bucketName(number - 1), upTo: bucket };
}
