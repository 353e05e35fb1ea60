import type { AccessLog, LogHead, NamedIds, ServedRead } from '../model/access-log.ts';
import { quotedTable } from '../model/identifier.ts';
import type { Database, Row, SqlValue } from '../model/ports/database.ts';
import { cutRows } from './cut-rows.ts';
import { matchReads, type LogEvent } from './match-reads.ts';

/** A log that is one table with a number per row, as data. Expressions are SQL of checked identifiers; values are bound. */
export interface TableLogShape {
  /** Without prefix. */
  readonly table: string;
  /** Further tables that belong to it, without prefix. */
  readonly more: readonly string[];
  /** The column that numbers the rows. */
  readonly id: string;
  /** Which rows are reads of an order; `TRUE` for all. */
  readonly where: string;
  readonly whereValues: readonly SqlValue[];
  readonly user: string;
  /** The order's number. */
  readonly order: string;
  /** Seconds since 1970, UTC. */
  readonly seconds: string;
  /** An expression; `NULL` where the log knows no requests. */
  readonly request: string;
}

/** Reads looked up at once. */
const atOnce = 400;

/** The part of an access log that every numbered table has in common. */
export function tableLog(
  database: Database,
  shape: TableLogShape,
): Pick<AccessLog, 'named' | 'tables' | 'resolutionMs' | 'find' | 'highestIds' | 'head' | 'continuity' | 'forgetOne' | 'cut'> {
  return {
    named: `table ${shape.table}`,
    tables: [shape.table, ...shape.more],
    resolutionMs: shape.request === 'NULL' ? 1100 : 0,
    async find(reads) {
      const found: boolean[] = [];
      for (let from = 0; from < reads.length; from += atOnce) {
        const part = reads.slice(from, from + atOnce);
        found.push(...matchReads(part, await eventsOf(database, shape, part)));
      }
      return found;
    },
    highestIds: () => highestOf(database, shape),
    head: () => headOf(database, shape),
    async continuity(since) {
      const now = await headOf(database, shape);
      const [row] = await database.query(`SELECT COUNT(*) AS n FROM ${nameOf(database, shape)} WHERE \`${shape.id}\` <= ?`, [since.newestId]);
      return { ...now, brokenLinks: null, kept: Number(row?.['n'] ?? 0) === since.rows };
    },
    forgetOne: () => forgetOne(database, shape),
    async cut(how) {
      const table = nameOf(database, shape);
      const done = await cutRows(database, { table, id: `\`${shape.id}\`` }, how);
      // The server raises it to the number after the last row: the next event closes the gap at the end.
      await database.execute(`ALTER TABLE ${table} AUTO_INCREMENT = 1`);
      return done;
    },
  };
}

async function headOf(database: Database, shape: TableLogShape): Promise<LogHead> {
  const id = `\`${shape.id}\``;
  const [row] = await database.query(
    `SELECT COUNT(*) AS n, COALESCE(MAX(${id}), 0) AS newest, COALESCE(MAX(${id}) - MIN(${id}) + 1 - COUNT(*), 0) AS gaps FROM ${nameOf(database, shape)}`,
  );
  return { rows: Number(row?.['n'] ?? 0), newestId: Number(row?.['newest'] ?? 0), seal: '', gaps: Number(row?.['gaps'] ?? 0) };
}

async function highestOf(database: Database, shape: TableLogShape): Promise<NamedIds> {
  const [orders] = await database.query(`SELECT MAX(${shape.order}) AS m FROM ${nameOf(database, shape)} WHERE ${shape.where}`, shape.whereValues);
  const [users] = await database.query(`SELECT MAX(${shape.user}) AS m FROM ${nameOf(database, shape)}`);
  return { orders: BigInt(String(orders?.['m'] ?? 0)), users: BigInt(String(users?.['m'] ?? 0)) };
}

async function forgetOne(database: Database, shape: TableLogShape): Promise<void> {
  const { rows } = await headOf(database, shape);
  const [middle] = await database.query(
    `SELECT \`${shape.id}\` AS id FROM ${nameOf(database, shape)} ORDER BY \`${shape.id}\` LIMIT 1 OFFSET ${Math.floor(rows / 2)}`,
  );
  await database.execute(`DELETE FROM ${nameOf(database, shape)} WHERE \`${shape.id}\` = ?`, [Number(middle?.['id'] ?? 0)]);
}

/** Every event that may be of these reads: of their requests where the log knows them, else of their readers, orders and time. */
async function eventsOf(database: Database, shape: TableLogShape, reads: readonly ServedRead[]): Promise<readonly LogEvent[]> {
  const distinct = <T extends SqlValue>(values: readonly T[]): { readonly marks: string; readonly values: readonly T[] } => {
    const kept = [...new Set(values)];
    return { marks: kept.map(() => '?').join(','), values: kept };
  };
  const [users, orders, requests] = [
    distinct(reads.map((read) => read.userId)),
    distinct(reads.map((read) => read.orderId)),
    distinct(reads.map((read) => read.requestId)),
  ];
  const times = reads.flatMap((read) => [Date.parse(read.from), Date.parse(read.to)]);
  const [earliest, latest] = [Math.min(...times) / 1000 - 2, Math.max(...times) / 1000 + 2];
  const [narrowed, values]: readonly [string, readonly SqlValue[]] =
    shape.request === 'NULL' ? ['at BETWEEN ? AND ?', [earliest, latest]] : [`r IN (${requests.marks})`, requests.values];
  const rows = await database.query(
    `SELECT u, o, at, r FROM (SELECT ${shape.user} AS u, ${shape.order} AS o, ${shape.seconds} AS at, ${shape.request} AS r
       FROM ${nameOf(database, shape)} WHERE ${shape.where}) AS e WHERE u IN (${users.marks}) AND o IN (${orders.marks}) AND ${narrowed}`,
    [...shape.whereValues, ...users.values, ...orders.values, ...values],
  );
  return rows.map(eventOf);
}

function eventOf(row: Row): LogEvent {
  const request = row['r'];
  return {
    userId: Number(row['u']),
    orderId: Number(row['o']),
    at: Number(row['at']) * 1000,
    requestId: request === null || request === undefined ? null : String(request),
  };
}

function nameOf(database: Database, shape: TableLogShape): string {
  return quotedTable(database, shape.table);
}
