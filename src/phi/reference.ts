import { createHmac, type Hmac } from 'node:crypto';
import { DrillError } from '../model/errors.ts';
import { referenceLineSchema } from '../model/phi-integrity.ts';
import type { ReferenceChunk, ReferenceLine, ReferenceTable, Scratch } from '../model/phi-integrity.ts';
import type { PhiTable } from '../model/plan/phi-map.ts';
import { chunkName, keep, type ChunkList, type ChunkPrint } from './chunk-list.ts';
import { keptBytes } from './chunk-sql.ts';
import type { Chunk } from './scan.ts';

export interface ReferenceSource {
  readonly key: Buffer;
  readonly takenAt: string;
  readonly rowDigests: boolean;
}

/** A fingerprint as lines, sealed with the key by its last one. */
export async function* produceReference(
  { key, takenAt, rowDigests }: ReferenceSource,
  tables: AsyncIterable<{ readonly list: Omit<ChunkList, 'chunks'>; readonly chunks: AsyncIterable<Chunk> }>,
): AsyncGenerator<ReferenceLine> {
  const seal = createHmac('sha256', key);
  const sealed = <T extends ReferenceLine>(line: T): T => (addTo(seal, line), line);
  yield sealed({ line: 'head', schemaVersion: 2, takenAt, keyId: keyIdOf(key), rowDigests });
  let rows = 0;
  for await (const { list, chunks } of tables) {
    yield sealed({ line: 'table', table: list.table, form: list.form, kinds: list.kinds, cut: list.cut });
    for await (const chunk of chunks) {
      rows += chunk.rows;
      yield sealed(lineOf(chunk));
    }
  }
  yield { line: 'end', rows, seal: seal.digest('hex') };
}

function lineOf({ stretch, rows, digest, cutOffs, detail }: Chunk): ReferenceChunk {
  const line = { line: 'chunk' as const, ...stretch, rows, digest, cutOffs };
  return detail === null ? line : { ...line, keys: detail.keys.toString('latin1'), digests: detail.halves.toString('base64') };
}

interface Adopting {
  readonly key: Buffer;
  readonly scratch: Scratch;
  /** The tables that will be compared. */
  readonly tables: readonly PhiTable[];
}
interface Adopted {
  readonly takenAt: string;
  readonly lists: ReadonlyMap<string, ChunkList>;
}

/**
 * Reads a stored reference; its rows' digests go into the scratch, so memory stays flat.
 * @throws {DrillError} BASELINE_MISMATCH when a line is none, the file was cut or changed, the key is another one, or
 *   one of `tables` is not in it.
 */
export async function adoptReference(lines: AsyncIterable<unknown>, { key, scratch, tables }: Adopting): Promise<Adopted> {
  const isLine = await lineValidator();
  const seal = createHmac('sha256', key);
  const reader = new ReferenceReader(scratch, keyIdOf(key));
  let whole = false;
  for await (const value of lines) {
    const line = checked(isLine, value);
    if (whole) throw refused('it goes on after its end');
    if (line.line === 'end') whole = line.seal === seal.digest('hex') || refuse('it was changed after it was made');
    else {
      addTo(seal, line);
      await reader.take(line);
    }
  }
  if (!whole) throw refused('its end is missing');
  for (const { table } of tables) if (!reader.lists.has(table)) throw refused(`it does not hold the table ${table}`);
  return { takenAt: reader.takenAt, lists: reader.lists };
}

class ReferenceReader {
  takenAt = '';
  readonly lists = new Map<string, ChunkList>();
  readonly #scratch: Scratch;
  readonly #keyId: string;
  #chunks: Map<string, ChunkPrint> | null = null;

  constructor(scratch: Scratch, keyId: string) {
    this.#scratch = scratch;
    this.#keyId = keyId;
  }

  async take(line: Exclude<ReferenceLine, { line: 'end' }>): Promise<void> {
    switch (line.line) {
      case 'head':
        if (line.keyId !== this.#keyId) throw refused('it was made with another key');
        this.takenAt = line.takenAt;
        return;
      case 'table':
        this.#begin(line);
        return;
      case 'chunk':
        await this.#chunk(line);
    }
  }

  #begin({ table, form, kinds, cut }: ReferenceTable): void {
    if (this.takenAt === '') throw refused('its head is missing');
    if (this.lists.has(table)) throw refused(`the table ${table} stands twice`);
    this.#chunks = new Map();
    this.lists.set(table, { table, form, kinds, cut, chunks: this.#chunks });
  }

  async #chunk({ after, upTo, rows, digest, cutOffs, keys, digests }: ReferenceChunk): Promise<void> {
    if (this.#chunks === null) throw refused('a chunk stands before its table');
    const detail = keys === undefined || digests === undefined ? null : { keys: Buffer.from(keys, 'latin1'), halves: Buffer.from(digests, 'base64') };
    if (detail !== null && detail.halves.length !== rows * keptBytes) throw refused('a chunk has not as many digests as rows');
    const kept = detail === null || rows === 0 ? null : await keep(this.#scratch, detail);
    const stretch = { after, upTo };
    this.#chunks.set(chunkName(stretch), { stretch, rows, digest, cutOffs, kept });
  }
}

/** Loaded when a reference is read: most runs take their own. */
async function lineValidator(): Promise<(value: unknown) => boolean> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  return new Ajv2020({ strict: false }).compile(referenceLineSchema);
}

function checked(isLine: (value: unknown) => boolean, value: unknown): ReferenceLine {
  if (typeof value === 'object' && value !== null && 'schemaVersion' in value && value.schemaVersion === 1)
    throw refused('an older Muster made it, whose digests are over other bytes; make it again');
  if (!isLine(value)) throw refused('one of its lines is not a line of a reference');
  return value as ReferenceLine;
}

/** Tells keys apart; says nothing about the key. */
function keyIdOf(key: Buffer): string {
  return createHmac('sha256', key).update('key id').digest('hex').slice(0, 16);
}

function addTo(seal: Hmac, line: ReferenceLine): void {
  seal.update(JSON.stringify(line)).update('\n');
}

function refused(why: string): DrillError {
  return new DrillError('BASELINE_MISMATCH', `The stored reference cannot be used: ${why}.`);
}

function refuse(why: string): never {
  throw refused(why);
}
