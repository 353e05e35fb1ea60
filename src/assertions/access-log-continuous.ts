import { setTimeout as sleep } from 'node:timers/promises';
import { defineAssertion, noParams } from '../model/kind.ts';
import type { RunContext } from '../model/ports.ts';
import { readAndLookUp } from './burst.ts';
import { isOffBox, keepLog, offBoxHead } from './log-keeping.ts';
import { broken, judged } from './reading.ts';

interface LogHead {
  readonly id: number;
  readonly hash: string;
}
interface Captured extends LogHead {
  /** Lines of the off-box copy at the backup. */
  readonly offBox: number;
}

/**
 * The access log is one unbroken chain from its first row, still holds what it held at the backup, holds every row of
 * the off-box copy, and goes on with a new read now, in both. Does not know reads that never reached either copy: that
 * is `no-unlogged-phi`.
 */
export const accessLogContinuous = defineAssertion({
  kind: 'access-log-continuous',
  title: 'The PHI access log goes on without a gap',
  controls: ['164.312(b)', '164.308(a)(1)(ii)(D)'],
  requirements: ['R5', 'R20'],
  params: noParams,
  example: {},
  capture: async (_params, context): Promise<Captured> => ({ ...(await headOf(context)), offBox: (await offBoxHead(context)).lines }),
  async check(_params, context) {
    // The off-box head first: the shop appends there before it commits, so the table may only be ahead of what is read here.
    const offBox = await offBoxHead(context);
    const headKept = await holdsRowSoon(context, { id: offBox.lastId, hash: offBox.lastHash });
    const chain = await brokenLinks(context);
    const history = await holdsRow(context, context.reference);
    const missing = await missingFromTable(context, offBox.lastId, offBox.lines);
    const offBoxKept = offBox.lines >= context.reference.offBox;
    const said = {
      expected: 'one unbroken chain that holds the history, every off-box row, and a new read',
      counts: { rows: chain.rows, brokenLinks: chain.broken, missing, offBox: offBox.lines },
      evidence: ['table phi_access_log', 'off-box access log'],
    };
    const sound = chain.broken === 0 && history && headKept && missing === 0 && offBoxKept;
    const kept = `history ${history ? 'kept' : 'changed'}, off-box copy ${offBoxKept ? 'kept' : 'shortened'}`;
    const actual = `${chain.rows} rows, ${chain.broken} broken links, ${missing} off-box rows missing, ${kept}`;
    if (!sound) return broken({ ...said, actual });
    const [read] = await readAndLookUp(context, 1);
    if (read === undefined || read.status >= 500)
      return broken({ ...said, actual: `${actual}; no new read was answered (HTTP ${read?.status ?? 0})` }, 'unreachable');
    const both = read.logged && (await isOffBox(context, read.requestId));
    return judged(both && read.servedPhi, { ...said, actual: `${actual}; a new read ${both ? 'is in both' : `is not in both (HTTP ${read.status})`}` });
  },
  async sabotage(_params, context) {
    const kept = await keepLog(context);
    const table = `\`${context.mirror.database.prefix}phi_access_log\``;
    const [middle] = await context.mirror.database.query(
      `SELECT id FROM ${table} ORDER BY id LIMIT 1 OFFSET ${Math.floor((await brokenLinks(context)).rows / 2)}`,
    );
    await context.mirror.database.execute(`DELETE FROM ${table} WHERE id = ?`, [Number(middle?.['id'] ?? 0)]);
    return { what: 'one row deleted from the middle of the access log', undo: () => kept.undo() };
  },
});

async function headOf({ mirror: { database } }: RunContext): Promise<LogHead> {
  const [row] = await database.query(`SELECT id, hash FROM \`${database.prefix}phi_access_log\` ORDER BY id DESC LIMIT 1`);
  return { id: Number(row?.['id'] ?? 0), hash: String(row?.['hash'] ?? '') };
}

/** Recomputes every row's hash and link inside the database. */
async function brokenLinks({ mirror: { database } }: RunContext): Promise<{ readonly rows: number; readonly broken: number }> {
  const [row] = await database.query(
    `SELECT COUNT(*) AS n, COALESCE(SUM(NOT (
        hash = SHA2(CONCAT_WS('|', id, at, user_id, user_login, role, action, object, channel, request_id, prev_hash), 256)
        AND prev_hash = COALESCE(before_hash, REPEAT('0', 64)) AND id = COALESCE(before_id, 0) + 1)), 0) AS broken
     FROM (SELECT *, LAG(hash) OVER (ORDER BY id) AS before_hash, LAG(id) OVER (ORDER BY id) AS before_id FROM \`${database.prefix}phi_access_log\`) AS l`,
  );
  return { rows: Number(row?.['n'] ?? 0), broken: Number(row?.['broken'] ?? 0) };
}

async function holdsRow({ mirror: { database } }: RunContext, { id, hash }: LogHead): Promise<boolean> {
  if (id === 0) return true;
  const rows = await database.query(`SELECT 1 AS one FROM \`${database.prefix}phi_access_log\` WHERE id = ? AND hash = ?`, [id, hash]);
  return rows.length === 1;
}

/** The same, looked for once more after a moment: a row is off-box before it is committed. */
async function holdsRowSoon(context: RunContext, head: LogHead): Promise<boolean> {
  if (await holdsRow(context, head)) return true;
  await sleep(300, undefined, { signal: context.signal });
  return await holdsRow(context, head);
}

/** Off-box rows that the table lacks, by number: ids are without gaps in a sound log. */
async function missingFromTable({ mirror: { database } }: RunContext, lastId: number, lines: number): Promise<number> {
  const [row] = await database.query(`SELECT COUNT(*) AS n FROM \`${database.prefix}phi_access_log\` WHERE id <= ?`, [lastId]);
  return Math.max(0, lines - Number(row?.['n'] ?? 0));
}
