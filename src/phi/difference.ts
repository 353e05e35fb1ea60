import { DrillError } from '../model/errors.ts';
import type { Scratch, TableDifference } from '../model/phi-integrity.ts';
import { recall, type ChunkList, type ChunkPrint } from './chunk-list.ts';
import { keptBytes, type Stretch } from './chunk-sql.ts';
import type { Lines } from './lines.ts';
import type { RowForm } from './row-form.ts';
import { scan } from './scan.ts';
import { pieces } from './stretches.ts';

export interface DifferenceParts {
  readonly lines: Lines;
  /** Null where the table is not there (any more). */
  readonly form: RowForm | null;
  readonly scratch: Scratch;
  /** How many of the new rows with these keys are not Muster's own doing. */
  readonly foreign: (keys: readonly string[]) => Promise<number>;
}

export interface Difference extends TableDifference {
  readonly exact: boolean;
  readonly withinRows: number;
}

/**
 * Compares a table's chunks with those of a reference, rows only where a chunk differs. Exact where the reference
 * kept its rows' digests, else lower bounds.
 */
export async function tableDifference(was: ChunkList, now: ChunkList, parts: DifferenceParts): Promise<Difference> {
  const sum = { lost: 0, altered: 0, added: 0, exact: true, withinRows: 0 };
  const cutOffs = { before: cutOffsOf(was), now: cutOffsOf(now) };
  if (was.cut !== now.cut && was.chunks.size > 0 && now.chunks.size > 0) return { ...anotherKey(rowsOf(was), rowsOf(now)), cutOffs };
  for (const name of new Set([...was.chunks.keys(), ...now.chunks.keys()])) {
    const [before, after] = [was.chunks.get(name), now.chunks.get(name)];
    const same = before?.digest === after?.digest && before?.rows === after?.rows && was.kinds === now.kinds;
    const stretch = (after ?? before)?.stretch;
    if (same || stretch === undefined) continue;
    sum.withinRows += Math.max(before?.rows ?? 0, after?.rows ?? 0);
    const exact = before === undefined || before.rows === 0 || before.kept !== null;
    sum.exact &&= exact;
    const found = exact ? await rowDifference(before, stretch, parts) : atLeast(before.rows, after?.rows ?? 0);
    sum.lost += found.lost;
    sum.altered += found.altered;
    sum.added += found.added;
  }
  return { ...sum, cutOffs };
}

type Counts = Pick<TableDifference, 'lost' | 'altered' | 'added'>;

async function rowDifference(before: ChunkPrint | undefined, stretch: Stretch, parts: DifferenceParts): Promise<Counts> {
  const { form, lines } = parts;
  if (form === null) return { lost: before?.rows ?? 0, altered: 0, added: 0 };
  const was = before === undefined ? { keys: [], halves: Buffer.alloc(0) } : await recall(parts.scratch, before);
  const places = new Map(was.keys.map((key, place) => [key, place]));
  if (places.size !== was.keys.length) throw new DrillError('DATABASE_ERROR', `The PHI map's key of ${form.table} is not unique: two rows have the same.`);
  let [altered, added, kept] = [0, 0, 0];
  for await (const { detail } of scan(form, lines, pieces(form, lines.walker, stretch), { withRows: true })) {
    if (detail === null) continue;
    const fresh: string[] = [];
    for (const [row, key] of detail.keys.toString('latin1').split(',').entries()) {
      const place = places.get(key);
      if (place === undefined) fresh.push(key);
      else {
        kept += 1;
        if (!sameDigest({ now: detail.halves, row }, { was: was.halves, place })) altered += 1;
      }
    }
    if (fresh.length > 0) added += await parts.foreign(fresh);
  }
  return { lost: was.keys.length - kept, altered, added };
}

function sameDigest({ now, row }: { now: Buffer; row: number }, { was, place }: { was: Buffer; place: number }): boolean {
  return now.compare(was, place * keptBytes, (place + 1) * keptBytes, row * keptBytes, (row + 1) * keptBytes) === 0;
}

/** What a chunk's digest and number of rows say for certain. */
function atLeast(before: number, after: number): Counts {
  return { lost: Math.max(0, before - after), altered: before === after ? 1 : 0, added: Math.max(0, after - before) };
}

/** A table whose key is another one now (a primary key that an import lost): no row can be found again. */
function anotherKey(before: number, after: number): Omit<Difference, 'cutOffs'> {
  const altered = Math.min(before, after);
  return { ...atLeast(before, after), altered, exact: false, withinRows: Math.max(before, after) };
}

function rowsOf(list: ChunkList): number {
  let count = 0;
  for (const chunk of list.chunks.values()) count += chunk.rows;
  return count;
}

function cutOffsOf(list: ChunkList): number {
  let count = 0;
  for (const chunk of list.chunks.values()) count += chunk.cutOffs;
  return count;
}
