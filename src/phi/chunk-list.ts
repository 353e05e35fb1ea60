import { createHmac } from 'node:crypto';
import type { Scratch, TableFingerprint } from '../model/phi-integrity.ts';
import { keptBytes, type Stretch } from './chunk-sql.ts';
import type { PhiTable } from '../model/plan/phi-map.ts';
import { mapForm, type RowForm } from './row-form.ts';
import type { Chunk, ChunkRows } from './scan.ts';

/** What stays of a chunk in memory: some hundred bytes for thousands of rows. */
export interface ChunkPrint {
  readonly stretch: Stretch;
  readonly rows: number;
  readonly digest: string;
  readonly cutOffs: number;
  /** Where its rows' digests lie in the scratch; null where they were not kept. */
  readonly kept: { readonly at: number; readonly length: number } | null;
}

/** A table's chunks, by the name of their stretch, in key order. */
export interface ChunkList {
  readonly table: string;
  readonly form: string;
  readonly kinds: string;
  readonly cut: RowForm['cut'];
  readonly chunks: ReadonlyMap<string, ChunkPrint>;
}

/** The list of a table before its chunks are known; `form` is null where the table is not there. */
export function emptyList(table: PhiTable, form: RowForm | null): ChunkList & { readonly chunks: Map<string, ChunkPrint> } {
  return { table: table.table, form: mapForm(table), kinds: form?.kinds ?? '', cut: form?.cut ?? 'ranges', chunks: new Map() };
}

export function chunkName({ after, upTo }: Stretch): string {
  return `${after ?? ''}..${upTo ?? ''}`;
}

/** Keyed digest over the chunks: equal for equal rows cut alike. */
export function rootOf(digests: Iterable<string>, key: Buffer): string {
  const root = createHmac('sha256', key);
  for (const digest of digests) root.update(`${digest};`);
  return root.digest('hex');
}

export function tablePrint(list: ChunkList, key: Buffer): TableFingerprint {
  let [rows, cutOffs] = [0, 0];
  for (const chunk of list.chunks.values()) {
    rows += chunk.rows;
    cutOffs += chunk.cutOffs;
  }
  const digests = list.chunks.values().map((chunk) => chunk.digest);
  return { table: list.table, rows, root: rootOf(digests, key), cutOffs };
}

/** Puts a chunk's rows into the scratch: their half digests, then their keys. */
export async function keep(scratch: Scratch, detail: ChunkRows): Promise<{ at: number; length: number }> {
  return { at: await scratch.append([detail.halves, detail.keys]), length: detail.halves.length + detail.keys.length };
}

/** The rows of a chunk as they were: their keys, and 16 bytes of digest each. */
export async function recall(scratch: Scratch, chunk: ChunkPrint): Promise<{ readonly keys: readonly string[]; readonly halves: Buffer }> {
  if (chunk.rows === 0 || chunk.kept === null) return { keys: [], halves: Buffer.alloc(0) };
  const bytes = await scratch.read(chunk.kept.at, chunk.kept.length);
  const end = chunk.rows * keptBytes;
  return { keys: bytes.toString('latin1', end).split(','), halves: bytes.subarray(0, end) };
}

export function printOf(chunk: Chunk, kept: ChunkPrint['kept']): ChunkPrint {
  return { stretch: chunk.stretch, rows: chunk.rows, digest: chunk.digest, cutOffs: chunk.cutOffs, kept };
}
