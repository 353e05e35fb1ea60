import type { Instant } from './json.ts';
import { count, flag, hex, instant, nullable, object, oneOf, optional, text } from './schema.ts';
import type { Schema } from './schema.ts';

/** One PHI table's keyed fingerprint. */
export interface TableFingerprint {
  readonly table: string;
  readonly rows: number;
  /** Keyed SHA-256, hex, over the chunks' digests in key order. */
  readonly root: string;
  /** Values of a TEXT or BLOB column that are as long as the column can hold: cut off when they were written. */
  readonly cutOffs: number;
}

/** Keyed digests of every `identical` table. Equal roots mean equal rows; a root says nothing about where rows differ. */
export interface Fingerprint {
  readonly takenAt: Instant;
  readonly tables: readonly TableFingerprint[];
  /** Keyed digest over all tables. */
  readonly root: string;
}

/** How one table differs from a reference; never a key or value. */
export interface TableDifference {
  readonly lost: number;
  readonly altered: number;
  readonly added: number;
  /** `before` are in the reference already: they exist in the source. */
  readonly cutOffs: { readonly before: number; readonly now: number };
}

export interface IntegrityDifference {
  readonly lost: number;
  readonly altered: number;
  readonly added: number;
  readonly resurrected: number;
  /**
   * True when every count is exact. A reference without row digests (a baseline made without `--rows`) cannot tell
   * rows apart: then the counts are lower bounds, and `withinRows` bounds them from above.
   */
  readonly exact: boolean;
  /** Rows of the chunks that differ: no other row does. */
  readonly withinRows: number;
  readonly tables: Readonly<Record<string, TableDifference>>;
}

/**
 * Keyed fingerprints of every `identical` table of the PHI map, computed inside the database: no value leaves it.
 * Memory does not grow with the rows. Does not see tables or columns that the map does not name.
 * All throw {DrillError} DATABASE_ERROR (a concatenation was cut, a mapped column is missing, no primary key) and
 * UNREACHABLE (a table or the server is missing).
 */
export interface PhiIntegrity {
  /** `like`: cut into the same chunks as that fingerprint, so that `compare` may use the result. */
  take(like?: Fingerprint): Promise<Fingerprint>;
  /** The same, keeping every row's digest outside the database, so that `compare` can say which rows differ. */
  remember(): Promise<Fingerprint>;
  /**
   * Counts of what differs now; rows of Muster's own canary orders placed after `reference` are not counted as added.
   * `reference` must come from `remember` or `adopt`; `now` from `take(reference)` just before, which saves the scan.
   */
  compare(reference: Fingerprint, now?: Fingerprint): Promise<IntegrityDifference>;
}

/**
 * One line of a stored reference: a head, then for each table its line followed by its chunks in key order, and an end
 * (without which the file was cut). Holds row counts, primary keys (numbers only) and keyed digests; no other value.
 */
export type ReferenceLine = ReferenceHead | ReferenceTable | ReferenceChunk | ReferenceEnd;

export interface ReferenceHead {
  readonly line: 'head';
  /** 1 was over rows with colons after lengths; its digests are other ones. */
  readonly schemaVersion: 2;
  readonly takenAt: Instant;
  /** Tells two keys apart without giving them away. */
  readonly keyId: string;
  /** Whether the chunks carry their rows' digests. */
  readonly rowDigests: boolean;
}
export interface ReferenceTable {
  readonly line: 'table';
  /** Without the table prefix. */
  readonly table: string;
  /** Digest of how a row is made canonical: its key, columns, their kinds and the rows left out. Different forms cannot be compared. */
  readonly form: string;
  /** One letter per column: how its value becomes bytes. */
  readonly kinds: string;
  /** Cut by ranges of its key, or, where the key is not one whole number, by the key's keyed digest. */
  readonly cut: 'ranges' | 'buckets';
}
export interface ReferenceChunk {
  readonly line: 'chunk';
  /** Begins after this key (a whole number, or a bucket's two hex digits); null where nothing is before. */
  readonly after: string | null;
  /** Ends with this key; null where nothing follows. */
  readonly upTo: string | null;
  readonly rows: number;
  /** SHA-256, hex, over the rows' keyed digests in key order. */
  readonly digest: string;
  readonly cutOffs: number;
  /** With row digests: the rows' keys in order (or, where a key is not a number, its keyed digest), and 16 bytes of each row's digest, base64. */
  readonly keys?: string;
  readonly digests?: string;
}
export interface ReferenceEnd {
  readonly line: 'end';
  readonly rows: number;
  /** Keyed SHA-256 over every line before, hex: a reference that was cut or changed is refused. */
  readonly seal: string;
}

const key: Schema<string> = { type: 'string', pattern: '^(-?[0-9]{1,20}|[0-9a-f]{2})$' };
const table = object<ReferenceTable>({ line: oneOf('table'), table: text, form: hex, kinds: text, cut: oneOf('ranges', 'buckets') });
const chunk = object<ReferenceChunk>({
  line: oneOf('chunk'),
  after: nullable(key),
  upTo: nullable(key),
  rows: count,
  digest: { type: 'string', pattern: '^([0-9a-f]{64})?$' },
  cutOffs: count,
  keys: optional({ type: 'string', pattern: '^[-0-9a-f,]*$' }),
  digests: optional({ type: 'string', pattern: '^[A-Za-z0-9+/]*=*$' }),
});
const head = object<ReferenceHead>({ line: oneOf('head'), schemaVersion: oneOf(2), takenAt: instant, keyId: text, rowDigests: flag });
const end = object<ReferenceEnd>({ line: oneOf('end'), rows: count, seal: hex });

/** What a line of a stored reference must look like. */
export const referenceLineSchema: Schema<ReferenceLine> = { anyOf: [chunk, table, head, end] };

/** A reference that outlives the process: what `muster baseline` takes on production and a drill compares with. */
export interface StoredReferences {
  /** Takes a fingerprint and gives it line by line, in constant memory; `rowDigests` makes it as large as 30 bytes a row. */
  produce(options: { readonly rowDigests: boolean }): AsyncIterable<ReferenceLine>;
  /**
   * Makes a stored reference one that `compare` takes.
   * @throws {DrillError} BASELINE_MISMATCH when it was cut, made with another key, or for another map.
   */
  adopt(lines: AsyncIterable<unknown>): Promise<Fingerprint>;
}

/** Bytes outside the mirror for as long as a run lasts; holds keyed digests and keys only. */
export interface Scratch {
  /** Appends all parts, one after the other; returns where the first begins. */
  append(parts: readonly Buffer[]): Promise<number>;
  read(at: number, length: number): Promise<Buffer>;
}
