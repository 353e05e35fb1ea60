import { offBoxFileOf, type AccessLog, type LogCut, type LogHead, type NamedIds } from '../model/access-log.ts';
import type { Database, Sql } from '../model/ports/database.ts';
import { cutRows } from './cut-rows.ts';
import type { AccessLogParts } from './index.ts';
import { phiOffBox } from './phi-off-box.ts';
import { tableLog } from './table-log.ts';
import { utcSeconds } from './utc-seconds.ts';

const table = 'phi_access_log';

/**
 * The plugin phi-access-log: rows numbered without gaps, each chained to the one before by SHA-256, each knowing the
 * request it belongs to, every row copied off-box before it is committed. Records every way on which the shop serves PHI.
 */
export function phiAccessLog(parts: AccessLogParts): AccessLog {
  const { database, plan } = parts;
  const common = tableLog(database, {
    table,
    more: [`${table}_head`],
    id: 'id',
    where: "action = 'read' AND LEFT(object, 6) = 'order:'",
    whereValues: [],
    user: 'user_id',
    order: 'CAST(SUBSTRING(object, 7) AS UNSIGNED)',
    seconds: utcSeconds('at'),
    request: 'request_id',
  });
  const path = offBoxFileOf(plan);
  const head = async (): Promise<LogHead> => ({ ...(await common.head()), seal: await sealOf(database) });
  return {
    ...common,
    kind: 'phi-access-log',
    plugin: plan.writtenBy,
    covers: ['rest-single', 'rest-list', 'my-account', 'admin-edit', 'admin-list', 'store-api', 'export'],
    highestIds: () => highestIds(database),
    offBox: path === null ? null : phiOffBox(parts, { table, path }),
    head,
    async continuity(since) {
      const kept = since.newestId === 0 || (await holdsRow(database, since.newestId, since.seal));
      return { ...(await head()), brokenLinks: await brokenLinks(database), kept };
    },
    cut: (how) => cutChain(database, how),
  };
}

/** Of what was read, written, exported or erased; what was denied may be any number that somebody typed. */
async function highestIds(database: Database): Promise<NamedIds> {
  const number = (kind: string): string =>
    `MAX(IF(object LIKE '${kind}:%' AND action <> 'denied', CAST(SUBSTRING(object, ${kind.length + 2}) AS UNSIGNED), 0))`;
  const [row] = await database.query(
    `SELECT COALESCE(${number('order')}, 0) AS orders, COALESCE(GREATEST(${number('user')}, MAX(user_id)), 0) AS users FROM \`${database.prefix}${table}\``,
  );
  return { orders: BigInt(String(row?.['orders'] ?? 0)), users: BigInt(String(row?.['users'] ?? 0)) };
}

/** True when the table holds the row of this number with this hash. */
async function holdsRow(database: Database, id: number, hash: string): Promise<boolean> {
  const rows = await database.query(`SELECT 1 AS one FROM \`${database.prefix}${table}\` WHERE id = ? AND hash = ?`, [id, hash]);
  return rows.length === 1;
}

async function sealOf(database: Database): Promise<string> {
  const [row] = await database.query(`SELECT hash FROM \`${database.prefix}${table}\` ORDER BY id DESC LIMIT 1`);
  return String(row?.['hash'] ?? '');
}

/** Recomputes every row's hash and link inside the database. */
async function brokenLinks(database: Database): Promise<number> {
  const [row] = await database.query(
    `SELECT COALESCE(SUM(NOT (
        hash = SHA2(CONCAT_WS('|', id, at, user_id, user_login, role, action, object, channel, request_id, prev_hash), 256)
        AND prev_hash = COALESCE(before_hash, REPEAT('0', 64)) AND id = COALESCE(before_id, 0) + 1)), 0) AS broken
     FROM (SELECT *, LAG(hash) OVER (ORDER BY id) AS before_hash, LAG(id) OVER (ORDER BY id) AS before_id FROM \`${database.prefix}${table}\`) AS l`,
  );
  return Number(row?.['broken'] ?? 0);
}

const hashOf = (previous: string): string => `SHA2(CONCAT_WS('|', id, at, user_id, user_login, role, action, object, channel, request_id, ${previous}), 256)`;

/** The head is set back as well, and the rows after a cut are chained anew: no gap, no broken link. */
async function cutChain(database: Database, how: LogCut): Promise<{ readonly cut: number; readonly rows: number }> {
  const log = `\`${database.prefix}${table}\``;
  const head = `\`${database.prefix}${table}_head\``;
  await using own = await database.connect();
  await own.execute('START TRANSACTION');
  // The plugin takes the same lock before it writes: no row comes in between.
  await own.query(`SELECT id FROM ${head} WHERE one = 1 FOR UPDATE`);
  const done = await cutRows(own, { table: log, id: 'id', mended: (sql, from) => chainAnew(sql, log, from) }, how);
  await own.execute(`UPDATE ${head} AS h JOIN (SELECT id, hash FROM ${log} ORDER BY id DESC LIMIT 1) AS l SET h.id = l.id, h.hash = l.hash`);
  await own.execute('COMMIT');
  return done;
}

async function chainAnew(own: Sql, log: string, from: number): Promise<void> {
  await own.execute(`SET @previous = (SELECT hash FROM ${log} WHERE id < ? ORDER BY id DESC LIMIT 1)`, [from]);
  // Assignments run from left to right, and rows in the order asked for.
  await own.execute(`UPDATE ${log} SET prev_hash = @previous, hash = (@previous := ${hashOf('prev_hash')}) WHERE id >= ? ORDER BY id`, [from]);
}
