import { createHash } from 'node:crypto';
import { DrillError } from '../model/errors.ts';
import type { PhiMapPlan, PhiTable } from '../model/plan.ts';
import type { CanaryLedger, Clock, Database, Fingerprint, IntegrityDifference, PhiIntegrity, Sql, TableFingerprint } from '../model/ports.ts';
import { chunkSpan, chunkStatement, rowStatement } from './row-digest.ts';

/** What a reference remembers beyond its digests: enough to say which rows differ, nothing of what is in them. */
interface Remembered {
  readonly chunks: ReadonlyMap<number, string>;
  /** By key: the first half of the row's digest, as 32 hex digits. */
  readonly rows: ReadonlyMap<number, string>;
}
interface Chunks {
  readonly rows: number;
  readonly digests: ReadonlyMap<number, string>;
}

export interface FingerprintParts {
  readonly database: Database;
  readonly map: PhiMapPlan;
  /** Entity-held, 32 bytes. */
  readonly key: Buffer;
  readonly clock: Clock;
  readonly ledger: CanaryLedger;
  /** LIKE pattern of the e-mail addresses that this run's own checkouts give. */
  readonly canaryMail: string;
  /** Order ids that the off-box log says were erased before the fault. */
  readonly erasedOrders: () => Promise<readonly number[]>;
}

/**
 * Keyed fingerprints of every `identical` table of the map, computed inside the database: no value leaves it.
 * Does not see tables or columns that the map does not name.
 * @throws {DrillError} DATABASE_ERROR when the server cuts a concatenation or a table is missing.
 */
export function phiIntegrity(parts: FingerprintParts): PhiIntegrity {
  const remembered = new WeakMap<Fingerprint, ReadonlyMap<string, Remembered>>();
  const tables = parts.map.tables.filter((table) => table.class === 'identical');
  return {
    async take() {
      const sql = await prepared(parts.database);
      const found = new Map<string, Chunks>();
      for (const table of tables) found.set(table.table, await chunksOf(sql, table, parts));
      return printOf(found, parts);
    },
    async remember() {
      const sql = await prepared(parts.database);
      const memory = new Map<string, Remembered>();
      const found = new Map<string, Chunks>();
      for (const table of tables) {
        const chunks = await chunksOf(sql, table, parts);
        found.set(table.table, chunks);
        memory.set(table.table, { chunks: chunks.digests, rows: await digestsOf(sql, table, parts, [...chunks.digests.keys()]) });
      }
      const reference = printOf(found, parts);
      remembered.set(reference, memory);
      return reference;
    },
    async compare(reference) {
      const memory = remembered.get(reference);
      if (memory === undefined) throw new DrillError('BUG', 'This fingerprint was not taken with `remember` in this run.');
      const sql = await prepared(parts.database);
      const own = ownOrders(parts.ledger, reference);
      const byTable: Record<string, TableDifference> = {};
      for (const table of tables) byTable[table.table] = await differenceOf(sql, table, parts, { was: memory.get(table.table), own });
      return summed(byTable, await resurrected(sql, parts));
    },
  };
}

type TableDifference = { readonly lost: number; readonly altered: number; readonly added: number };

interface Before {
  readonly was: Remembered | undefined;
  /** Orders that Muster placed itself after the reference; their rows are not foreign. */
  readonly own: ReadonlySet<number>;
}

/** Compares chunks first, rows only where a chunk differs. */
async function differenceOf(sql: Sql, table: PhiTable, parts: FingerprintParts, { was, own }: Before): Promise<TableDifference> {
  if (was === undefined) throw new DrillError('BUG', `No reference for table ${table.table}.`);
  const now = await chunksOf(sql, table, parts);
  const changed = [...new Set([...was.chunks.keys(), ...now.digests.keys()])].filter((chunk) => was.chunks.get(chunk) !== now.digests.get(chunk));
  let [lost, altered, added] = [0, 0, 0];
  for (const chunk of changed) {
    const rows = await rowsOf(sql, table, parts, chunk);
    const fresh: number[] = [];
    for (const [key, row] of rows) {
      const before = was.rows.get(key);
      if (before === undefined) fresh.push(row.record);
      else if (before !== row.digest) altered += 1;
    }
    added +=
      table.record?.of === 'order'
        ? await foreign(
            sql,
            fresh.filter((record) => !own.has(record)),
            parts,
          )
        : fresh.length;
    lost += countInChunk(was.rows, chunk) - [...rows.keys()].filter((key) => was.rows.has(key)).length;
  }
  return { lost, altered, added };
}

/** How many of these new rows belong to no checkout of this run: neither finished, nor still a draft. */
async function foreign(sql: Sql, records: readonly number[], { database, canaryMail }: FingerprintParts): Promise<number> {
  if (records.length === 0) return 0;
  const distinct = [...new Set(records)];
  const rows = await sql.query(
    `SELECT id FROM \`${database.prefix}wc_orders\` WHERE id IN (${distinct.map(() => '?').join(',')}) AND (billing_email LIKE ? OR status = 'wc-checkout-draft')`,
    [...distinct, canaryMail],
  );
  const known = new Set(rows.map((row) => Number(row['id'])));
  return records.filter((record) => !known.has(record)).length;
}

function countInChunk(rows: ReadonlyMap<number, string>, chunk: number): number {
  let count = 0;
  for (const key of rows.keys()) if (Math.floor(key / chunkSpan) === chunk) count += 1;
  return count;
}

function ownOrders(ledger: CanaryLedger, reference: Fingerprint): ReadonlySet<number> {
  return new Set(ledger.orders.filter((order) => order.placedAt > reference.takenAt).map((order) => order.id));
}

async function resurrected(sql: Sql, parts: FingerprintParts): Promise<number> {
  const erased = await parts.erasedOrders();
  if (erased.length === 0) return 0;
  const marks = erased.map(() => '?').join(',');
  const [row] = await sql.query(`SELECT COUNT(*) AS n FROM \`${parts.database.prefix}wc_orders\` WHERE id IN (${marks})`, erased);
  return Number(row?.['n'] ?? 0);
}

function summed(tables: Record<string, TableDifference>, resurrectedCount: number): IntegrityDifference {
  const sum = (what: keyof TableDifference): number => Object.values(tables).reduce((total, table) => total + table[what], 0);
  return { lost: sum('lost'), altered: sum('altered'), added: sum('added'), resurrected: resurrectedCount, tables };
}

async function prepared(database: Database): Promise<Sql> {
  await database.execute('SET SESSION group_concat_max_len = 1073741824');
  return database;
}

async function chunksOf(sql: Sql, table: PhiTable, { database, key }: FingerprintParts): Promise<Chunks> {
  const statement = chunkStatement(table, database.prefix, key);
  const found = await sql.query(statement.sql, statement.values);
  if (found.some((row) => Number(row['cut']) !== 0)) {
    throw new DrillError('DATABASE_ERROR', `The database cut a concatenation while fingerprinting ${table.table} (group_concat_max_len).`);
  }
  return {
    rows: found.reduce((total, row) => total + Number(row['n']), 0),
    digests: new Map(found.map((row) => [Number(row['chunk']), String(row['digest'])])),
  };
}

/** Every row's digest, fetched a chunk at a time so that no answer is large. */
async function digestsOf(sql: Sql, table: PhiTable, parts: FingerprintParts, chunks: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const digests = new Map<number, string>();
  for (const chunk of chunks) for (const [key, { digest }] of await rowsOf(sql, table, parts, chunk)) digests.set(key, digest);
  return digests;
}

async function rowsOf(
  sql: Sql,
  table: PhiTable,
  { database, key }: FingerprintParts,
  chunk: number,
): Promise<Map<number, { readonly record: number; readonly digest: string }>> {
  const statement = rowStatement(table, database.prefix, key, chunk);
  const found = await sql.query(statement.sql, statement.values);
  return new Map(found.map((row) => [Number(row['k']), { record: Number(row['record']), digest: String(row['d']) }]));
}

function printOf(found: ReadonlyMap<string, Chunks>, { key, clock }: FingerprintParts): Fingerprint {
  const tables: TableFingerprint[] = [...found].map(([table, { rows, digests }]) => ({ table, rows, root: rootOf([...digests.values()], key) }));
  return {
    takenAt: clock.now(),
    tables,
    root: rootOf(
      tables.map((table) => table.root),
      key,
    ),
  };
}

function rootOf(digests: readonly string[], key: Buffer): string {
  return createHash('sha256').update(key).update(digests.join('')).digest('hex');
}
