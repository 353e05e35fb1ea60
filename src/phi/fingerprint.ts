import { createHmac } from 'node:crypto';
import { DrillError } from '../model/errors.ts';
import type { Fingerprint, IntegrityDifference, PhiIntegrity, Scratch, StoredReferences, TableDifference } from '../model/phi-integrity.ts';
import type { PhiMapPlan, PhiTable } from '../model/plan/phi-map.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Database } from '../model/ports/database.ts';
import { chunkName, emptyList, keep, printOf, rootOf, tablePrint, type ChunkList, type ChunkPrint } from './chunk-list.ts';
import { tableDifference, type Difference } from './difference.ts';
import { openLines, type Lines } from './lines.ts';
import { foreignRows, resurrectedOrders, type OwnOrders } from './own-rows.ts';
import { adoptReference, produceReference } from './reference.ts';
import { rowForm, type RowForm } from './row-form.ts';
import { scan, type Chunk } from './scan.ts';
import { stretches } from './stretches.ts';

export interface FingerprintParts {
  readonly database: Database;
  readonly map: PhiMapPlan;
  /** Entity-held, 32 bytes. */
  readonly key: Buffer;
  readonly clock: Clock;
  readonly scratch: Scratch;
  /** Connections at once; 1 means the port's own, in whatever transaction it is. Default 6. */
  readonly connections?: number;
  /** Which new rows are the run's own, and which orders must not come back; null where nobody but the shop writes. */
  readonly run: (OwnOrders & { readonly erasedOrders: () => Promise<readonly number[]> }) | null;
}

/** Two cores are kept busy while pages come from the disk. */
const defaultConnections = 6;

type Lists = ReadonlyMap<string, ChunkList>;

/** The fingerprint engine: see `PhiIntegrity` for what it guarantees, docs/integrity.md for how. */
export function phiIntegrity(parts: FingerprintParts): PhiIntegrity & StoredReferences {
  return new Fingerprints(parts);
}

class Fingerprints implements PhiIntegrity, StoredReferences {
  readonly #parts: FingerprintParts;
  readonly #tables: readonly PhiTable[];
  readonly #keys: { readonly rows: Buffer; readonly root: Buffer };
  readonly #known = new WeakMap<Fingerprint, Lists>();

  constructor(parts: FingerprintParts) {
    this.#parts = parts;
    this.#tables = parts.map.tables.filter((table) => table.class === 'identical');
    const derived = (purpose: string): Buffer => createHmac('sha256', parts.key).update(purpose).digest();
    this.#keys = { rows: derived('rows'), root: derived('root') };
  }

  async take(like?: Fingerprint): Promise<Fingerprint> {
    return this.#print(await this.#lists({ like: like === undefined ? null : this.#listsOf(like), withRows: false }));
  }

  async remember(): Promise<Fingerprint> {
    return this.#print(await this.#lists({ like: null, withRows: true }));
  }

  async compare(reference: Fingerprint, now?: Fingerprint): Promise<IntegrityDifference> {
    const was = this.#listsOf(reference);
    const is = now === undefined ? await this.#lists({ like: was, withRows: false }) : this.#listsOf(now);
    await using lines = await openLines(this.#parts.database, this.#parts.connections ?? defaultConnections);
    const tables: Record<string, Difference> = {};
    for (const table of this.#tables) tables[table.table] = await this.#differenceOf(table, reference, { was, is, lines });
    const { run } = this.#parts;
    return summed(tables, run === null ? 0 : await resurrectedOrders(lines.walker, await run.erasedOrders(), run.orders));
  }

  async *produce({ rowDigests }: { readonly rowDigests: boolean }): ReturnType<StoredReferences['produce']> {
    await using lines = await openLines(this.#parts.database, this.#parts.connections ?? defaultConnections);
    const tables = this.#scans(lines, rowDigests);
    yield* produceReference({ key: this.#keys.root, takenAt: this.#parts.clock.now(), rowDigests }, tables);
  }

  async adopt(lines: AsyncIterable<unknown>): Promise<Fingerprint> {
    const { takenAt, lists } = await adoptReference(lines, { key: this.#keys.root, scratch: this.#parts.scratch, tables: this.#tables });
    return this.#print(lists, takenAt);
  }

  async *#scans(lines: Lines, withRows: boolean): AsyncGenerator<{ list: Omit<ChunkList, 'chunks'>; chunks: AsyncIterable<Chunk> }> {
    for (const table of this.#tables) {
      const form = await this.#formOf(table, lines);
      yield { list: emptyList(table, form), chunks: this.#chunks(form, lines, { before: null, withRows }) };
    }
  }

  async #lists({ like, withRows }: { readonly like: Lists | null; readonly withRows: boolean }): Promise<Lists> {
    await using lines = await openLines(this.#parts.database, this.#parts.connections ?? defaultConnections);
    const lists = new Map<string, ChunkList>();
    for (const table of this.#tables) {
      const form = await this.#formOf(table, lines);
      const list = emptyList(table, form);
      const chunks = this.#chunks(form, lines, { before: like?.get(table.table) ?? null, withRows });
      for await (const chunk of chunks) list.chunks.set(chunkName(chunk.stretch), printOf(chunk, await this.#kept(chunk)));
      lists.set(table.table, list);
    }
    return lists;
  }

  /** A table's chunks; cut as `before` was, where that has ranges. */
  async *#chunks(form: RowForm | null, lines: Lines, { before, withRows }: { before: ChunkList | null; withRows: boolean }): AsyncGenerator<Chunk> {
    if (form === null) return;
    const fixed = before !== null && before.chunks.size > 0 && before.cut === 'ranges' && form.cut === 'ranges';
    const wanted = fixed ? stretchesOf(before) : stretches(form, lines.walker, withRows);
    yield* scan(form, lines, wanted, { withRows, fixed });
  }

  async #kept({ detail }: Chunk): Promise<ChunkPrint['kept']> {
    return detail === null ? null : keep(this.#parts.scratch, detail);
  }

  async #differenceOf(
    table: PhiTable,
    reference: Fingerprint,
    { was, is, lines }: { readonly was: Lists; readonly is: Lists; readonly lines: Lines },
  ): Promise<Difference> {
    const [before, now] = [was.get(table.table), is.get(table.table)];
    const form = await this.#formOf(table, lines);
    if (before === undefined || now === undefined || before.form !== now.form)
      throw new DrillError('BASELINE_MISMATCH', `The reference knows another key, other columns or other left-out rows of the table ${table.table}.`);
    const { scratch, database, run } = this.#parts;
    const of = table.record?.of;
    const foreign = async (keys: readonly string[]): Promise<number> =>
      run === null || of === undefined || form === null
        ? keys.length
        : foreignRows(keys, { sql: lines.walker, prefix: database.prefix, form, of, since: reference.takenAt }, run);
    return tableDifference(before, now, { lines, form, scratch, foreign });
  }

  #formOf(table: PhiTable, lines: Lines): Promise<RowForm | null> {
    return rowForm(lines.walker, table, this.#parts.database.prefix, this.#keys.rows);
  }

  #listsOf(print: Fingerprint): Lists {
    const lists = this.#known.get(print);
    if (lists === undefined) throw new DrillError('BUG', 'This fingerprint was not made by this object: see `remember` and `adopt`.');
    return lists;
  }

  #print(lists: Lists, takenAt: string = this.#parts.clock.now()): Fingerprint {
    const tables = [...lists.values()].map((list) => tablePrint(list, this.#keys.root));
    const roots = tables.map((table) => table.root);
    const print = { takenAt, tables, root: rootOf(roots, this.#keys.root) };
    this.#known.set(print, lists);
    return print;
  }
}

async function* stretchesOf(list: ChunkList): AsyncGenerator<ChunkPrint['stretch']> {
  for (const chunk of list.chunks.values()) yield chunk.stretch;
}

function summed(tables: Record<string, Difference>, resurrected: number): IntegrityDifference {
  const all = Object.values(tables);
  const sum = (what: 'lost' | 'altered' | 'added' | 'withinRows'): number => all.reduce((total, table) => total + table[what], 0);
  const shown = Object.entries(tables).map(([name, { lost, altered, added, cutOffs }]): [string, TableDifference] => [name, { lost, altered, added, cutOffs }]);
  return {
    lost: sum('lost'),
    altered: sum('altered'),
    added: sum('added'),
    resurrected,
    exact: all.every((table) => table.exact),
    withinRows: sum('withinRows'),
    tables: Object.fromEntries(shown),
  };
}
