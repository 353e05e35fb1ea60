import { setTimeout as sleep } from 'node:timers/promises';
import type { NamedIds, OffBoxLog } from '../model/access-log.ts';
import { DrillError } from '../model/errors.ts';
import type { Sql } from '../model/ports/database.ts';
import type { AccessLogParts } from './index.ts';
import { columnValue, insertRows, replaceRows } from './log-rows.ts';
import { offBoxFile, type OffBoxFile } from './off-box-file.ts';
import { chainedOn, columns, lineOf, partChain, type LogRow } from './phi-chain.ts';

/** The off-box copy of phi-access-log: one JSON line per row, on a volume of its own. `table` stands without prefix. */
export function phiOffBox({ containers, database, signal }: AccessLogParts, { table, path }: { readonly table: string; readonly path: string }): OffBoxLog {
  const file = offBoxFile(containers, path);
  const parts: Parts = { containers, table: `\`${database.prefix}${table}\``, database, signal, file, path };
  return {
    named: 'off-box access log',
    compare: () => compare(parts),
    holds: (requestId) => file.holds(requestId),
    highestIds: () => highestIds(parts),
    importRows: () => importRows(parts),
    rebuild: () => rebuild(parts),
    keep: () => file.keep(),
  };
}

interface Parts extends Omit<AccessLogParts, 'plan'> {
  /** With prefix, quoted. */
  readonly table: string;
  readonly file: OffBoxFile;
  readonly path: string;
}

/** The copy's end is read first: the shop appends there before it commits, so the table may only be ahead of it. */
async function compare(parts: Parts): ReturnType<OffBoxLog['compare']> {
  const { lines, last } = await parts.file.end();
  if (last === null) return { lines, missing: 0, headKept: true };
  const lastId = Number(last['id']);
  const headKept = await holdsRowSoon(parts, lastId, String(last['hash']));
  // Ids are without gaps in a sound log, so counting tells which rows the table lacks.
  const [row] = await parts.database.query(`SELECT COUNT(*) AS n FROM ${parts.table} WHERE id <= ?`, [lastId]);
  return { lines, missing: Math.max(0, lines - Number(row?.['n'] ?? 0)), headKept };
}

/** Looked for once more after a moment: a row is off-box before it is committed. */
async function holdsRowSoon(parts: Parts, id: number, hash: string): Promise<boolean> {
  const holds = async (): Promise<boolean> =>
    (await parts.database.query(`SELECT 1 AS one FROM ${parts.table} WHERE id = ? AND hash = ?`, [id, hash])).length === 1;
  if (await holds()) return true;
  await sleep(300, undefined, { signal: parts.signal });
  return await holds();
}

/** As the table's rows are looked at, without reading the whole copy into memory. Prints two numbers, orders and users. */
const highestScript = `top() { grep -oE "$1" | grep -oE '[0-9]+' | sort -n | tail -n 1; }
served() { grep -vF '"action":"denied"' "$1"; }
orders=$(served "$1" | top '"object":"order:[0-9]+"')
users=$( { served "$1" | grep -oE '"object":"user:[0-9]+"'; grep -oE '"user_id":[0-9]+' "$1"; } | top '[0-9]+$|[0-9]+"$')
echo "\${orders:-0} \${users:-0}"`;

async function highestIds(parts: Parts): Promise<NamedIds> {
  const { code, stdout } = await parts.containers.exec('toolbox', ['sh', '-c', highestScript, 'sh', parts.path], { user: 'www-data' });
  const [, orders, users] = /^(\d+) (\d+)$/u.exec(stdout.toString('utf8').trim()) ?? [];
  if (code !== 0 || orders === undefined || users === undefined)
    throw new DrillError('STEP_FAILED', `The numbers in the off-box access log could not be read (exit ${code}).`);
  return { orders: BigInt(orders), users: BigInt(users) };
}

/** Exactly as they were, so that the chain goes on. Does not mend a chain that is broken. */
async function importRows(parts: Parts): Promise<number> {
  const { database, table } = parts;
  const [last] = await database.query(`SELECT COALESCE(MAX(id), 0) AS id FROM ${table}`);
  const newest = Number(last?.['id'] ?? 0);
  const rows = (await linesOf(parts)).filter((line) => Number(line.id) > newest);
  await insert(database, table, rows);
  return rows.length;
}

/** The chain as the copy has it, then what the copy has beside it as new rows: no event is lost, none keeps a number that is another's. */
async function rebuild(parts: Parts): ReturnType<OffBoxLog['rebuild']> {
  const { database, table } = parts;
  const lines = await linesOf(parts);
  const { chain, beside } = partChain(lines);
  const [first, last] = [chain[0], chain.at(-1)];
  if (first === undefined || last === undefined)
    throw new DrillError('STEP_FAILED', 'The off-box access log is empty: there is nothing to rebuild the table from.');
  const rows = [...chain, ...chainedOn(last, beside)];
  const put = (own: Sql): Promise<void> => insert(own, table, rows);
  const replaced = await replaceRows(database, { table, id: 'id', first: Number(first.id), count: rows.length, insert: put });
  if (beside.length > 0) await parts.file.renew(lines.length, rows.map(lineOf).join(''));
  return { ...replaced, renumbered: beside.length };
}

async function insert(database: Sql, table: string, rows: readonly LogRow[]): Promise<void> {
  await insertRows(
    database,
    { table, columns },
    rows.map((row) => columns.map((column) => row[column])),
  );
  await database.execute(
    `UPDATE ${table.slice(0, -1)}_head\` SET id = (SELECT MAX(id) FROM ${table}), hash = (SELECT hash FROM ${table} ORDER BY id DESC LIMIT 1)`,
  );
}

async function linesOf({ file }: Parts): Promise<readonly LogRow[]> {
  return (await file.lines()).map((line) => Object.fromEntries(columns.map((column) => [column, columnValue(line[column])])) as LogRow);
}
