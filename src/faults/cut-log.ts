import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import type { Sql } from '../model/ports.ts';

const hashOf = (previous: string): string => `SHA2(CONCAT_WS('|', id, at, user_id, user_login, role, action, object, channel, request_id, ${previous}), 256)`;

/**
 * Cuts the access log as somebody with the database's password does to hide what was read. `truncate` deletes the newest
 * quarter of its rows and sets the head back, so that the chain ends cleanly; `renumber` deletes a quarter from the middle,
 * gives the rows after it the numbers that became free and computes their hashes anew: no gap, no broken link. Only a
 * copy elsewhere still knows. Of `phi-access-log` with an off-box copy only, which it does not touch.
 */
export const cutLog = defineFault({
  kind: 'cut-log',
  title: 'The access log is cut to hide who read what',
  controls: ['164.312(b)', '164.312(c)(1)'],
  params: { type: 'object', additionalProperties: false, required: ['how'], properties: { how: { enum: ['truncate', 'renumber'] } } },
  example: { how: 'renumber' },
  async inject({ how }, context) {
    const { accessLog, mirror } = context;
    if (accessLog.kind !== 'phi-access-log' || accessLog.offBox === null)
      throw new DrillError('COMMAND_FAILED', 'cut-log needs the log phi-access-log with an off-box copy: elsewhere nothing could tell afterwards.');
    await using own = await mirror.database.connect();
    const log = `\`${mirror.database.prefix}phi_access_log\``;
    const head = `\`${mirror.database.prefix}phi_access_log_head\``;
    await own.execute('START TRANSACTION');
    // The plugin takes the same lock before it writes: no row comes in between.
    await own.query(`SELECT id FROM ${head} WHERE one = 1 FOR UPDATE`);
    const [row] = await own.query(`SELECT COUNT(*) AS n, MIN(id) AS oldest, MAX(id) AS newest FROM ${log}`);
    const [rows, oldest, newest] = ['n', 'oldest', 'newest'].map((name) => Number(row?.[name] ?? 0)) as [number, number, number];
    const cut = Math.floor(rows / 4);
    if (cut < 1) throw new DrillError('COMMAND_FAILED', `The access log has ${rows} rows: too few to cut.`);
    if (how === 'truncate') await own.execute(`DELETE FROM ${log} WHERE id > ?`, [newest - cut]);
    else await renumber(own, log, { from: oldest + Math.floor(rows / 2), cut });
    await own.execute(`UPDATE ${head} AS h JOIN (SELECT id, hash FROM ${log} ORDER BY id DESC LIMIT 1) AS l SET h.id = l.id, h.hash = l.hash`);
    await own.execute('COMMIT');
    return { summary: `${cut} of ${rows} rows cut out of the access log (${how})`, data: { how, cut, rows } };
  },
  async observe(_params, context) {
    // New rows may have taken the cut ones' numbers by now: then the copy's newest row is another one than the table's.
    const { missing = 0, headKept = true } = (await context.accessLog.offBox?.compare()) ?? {};
    const observed = missing > 0 || !headKept;
    const text = missing > 0 || !observed ? `${missing} rows of the off-box copy are not in the table` : "other rows stand under numbers of the off-box copy's";
    return { observed, text };
  },
});

/** Rows `from` to before `from + cut` go; the later ones move up and are chained anew, in one statement each. */
async function renumber(own: Sql, log: string, { from, cut }: { readonly from: number; readonly cut: number }): Promise<void> {
  await own.execute(`DELETE FROM ${log} WHERE id >= ? AND id < ?`, [from, from + cut]);
  await own.execute(`UPDATE ${log} SET id = id - ? WHERE id >= ? ORDER BY id`, [cut, from + cut]);
  await own.execute(`SET @previous = (SELECT hash FROM ${log} WHERE id = ?)`, [from - 1]);
  // Assignments run from left to right, and rows in the order asked for.
  await own.execute(`UPDATE ${log} SET prev_hash = @previous, hash = (@previous := ${hashOf('prev_hash')}) WHERE id >= ? ORDER BY id`, [from]);
}
