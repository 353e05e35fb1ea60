import type { AccessLog, LogHead, NamedIds } from '../model/access-log.ts';
import type { Database } from '../model/ports.ts';
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
  const head = async (): Promise<LogHead> => ({ ...(await common.head()), seal: await sealOf(database) });
  return {
    ...common,
    kind: 'phi-access-log',
    plugin: plan.writtenBy,
    covers: ['rest-single', 'rest-list', 'my-account', 'admin-edit', 'admin-list', 'store-api', 'export'],
    highestIds: () => highestIds(database),
    offBox: plan.offBox ? phiOffBox(parts, table) : null,
    head,
    async continuity(since) {
      const kept = since.newestId === 0 || (await holdsRow(database, since.newestId, since.seal));
      return { ...(await head()), brokenLinks: await brokenLinks(database), kept };
    },
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
