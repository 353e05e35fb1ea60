import type { Sql } from '../model/ports/database.ts';
import { chunkRows, endStatement, type Stretch } from './chunk-sql.ts';
import type { RowForm } from './row-form.ts';

/** How much of a table without a whole number for its key is asked for at once, when every row's digest comes along. */
const bucketRowsAtOnce = 131_072;

const everything: Stretch = { after: null, upTo: null };

/**
 * Where a table's chunks end: at every so many keys where few are missing, else at every so many rows, found by walking
 * the primary key. The last one holds nothing, so that rows added later dirty none of the others. A table with any
 * other key is cut into 256 buckets by its keys' keyed digest. The same rows are always cut alike.
 */
export async function* stretches(form: RowForm, walker: Sql, withRows: boolean): AsyncGenerator<Stretch> {
  if (form.cut === 'buckets') {
    yield* bucketStretches(withRows ? await countRows(form, walker) : 0);
    return;
  }
  const dense = await denseKeys(form, walker);
  if (dense === null) yield* pieces(form, walker, everything);
  else yield* spans(dense);
}

/** Windows of keys that are looked into, spread over the table. */
const samples = 8n;

/** First and last key, where at least half of the keys between them are in use as far as samples say. */
async function denseKeys(form: RowForm, sql: Sql): Promise<{ readonly first: bigint; readonly last: bigint } | null> {
  const [ends] = await sql.query(`SELECT MIN(${form.key.sql}) AS first, MAX(${form.key.sql}) AS last FROM ${form.from}`);
  const [first, last] = [BigInt(String(ends?.['first'] ?? 0)), BigInt(String(ends?.['last'] ?? 0))];
  const width = BigInt(chunkRows);
  if (last - first < width * samples) return null;
  let used = 0n;
  for (let sample = 0n; sample < samples; sample += 1n) {
    const from = first + ((last - first - width) * sample) / (samples - 1n);
    const [row] = await sql.query(`SELECT COUNT(*) AS n FROM ${form.from} FORCE INDEX (PRIMARY) WHERE ${form.key.sql} BETWEEN ? AND ?`, [
      from,
      from + width - 1n,
    ]);
    used += BigInt(String(row?.['n'] ?? 0));
  }
  return used * 2n >= width * samples ? { first, last } : null;
}

function* spans({ first, last }: { readonly first: bigint; readonly last: bigint }): Generator<Stretch> {
  let after: string | null = null;
  for (let end = first + BigInt(chunkRows) - 1n; end < last; end += BigInt(chunkRows)) {
    yield { after, upTo: String(end) };
    after = String(end);
  }
  yield { after, upTo: String(last) };
  yield { after: String(last), upTo: null };
}

/** A stretch of ranges in pieces of `chunkRows`, or one bucket as it is. The next end is looked for while the last one is scanned. */
export async function* pieces(form: RowForm, walker: Sql, whole: Stretch): AsyncGenerator<Stretch> {
  if (form.cut === 'buckets') {
    yield whole;
    return;
  }
  let { after } = whole;
  let coming = endOf(walker, form, whole);
  for (let upTo = await coming; upTo !== null; upTo = await coming) {
    coming = endOf(walker, form, { ...whole, after: upTo });
    coming.catch(() => undefined);
    yield { after, upTo };
    after = upTo;
  }
  const last = whole.upTo ?? (await lastKey(walker, form, after));
  if (last !== null && last !== after) yield { after, upTo: last };
  if (whole.upTo === null) yield { after: last ?? after, upTo: null };
}

async function endOf(sql: Sql, form: RowForm, stretch: Stretch): Promise<string | null> {
  const statement = endStatement(form, stretch);
  const [row] = await sql.query(statement.sql, statement.values);
  return row === undefined ? null : String(row['k']);
}

async function lastKey(sql: Sql, form: RowForm, after: string | null): Promise<string | null> {
  const [row] = await sql.query(`SELECT MAX(${form.key.sql}) AS k FROM ${form.from}`);
  const last = row?.['k'] ?? null;
  return last === null || (after !== null && BigInt(last.toString()) <= BigInt(after)) ? null : String(last);
}

async function countRows(form: RowForm, sql: Sql): Promise<number> {
  const [row] = await sql.query(`SELECT COUNT(*) AS n FROM ${form.from}`);
  return Number(row?.['n'] ?? 0);
}

function* bucketStretches(rows: number): Generator<Stretch> {
  const parts = Math.min(256, Math.max(1, Math.ceil(rows / bucketRowsAtOnce)));
  for (let part = 0; part < parts; part += 1) {
    const edge = (at: number): string | null => (at === 0 || at === parts ? null : bucketName(Math.floor((at * 256) / parts) - 1));
    yield { after: edge(part), upTo: edge(part + 1) };
  }
}

export function bucketName(number: number): string {
  return number.toString(16).padStart(2, '0');
}
