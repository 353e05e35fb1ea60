import { DrillError } from '../model/errors.ts';
import { defineStep, noParams } from '../model/kind.ts';
import type { RunContext, SqlValue } from '../model/ports.ts';
import { runIn } from './run-in.ts';

const columns = ['id', 'at', 'user_id', 'user_login', 'role', 'action', 'object', 'channel', 'request_id', 'prev_hash', 'hash'] as const;

/**
 * Brings the access-log rows that were written after the backup back from the site's off-box log, exactly as they
 * were, so that the hash chain goes on. Does not mend a chain that is broken.
 */
export const importExternalLog = defineStep({
  kind: 'import-external-log',
  title: 'Bring back the access log from the off-box copy',
  controls: ['164.312(b)', '164.308(a)(1)(ii)(D)'],
  params: noParams,
  example: {},
  describe: () => ({
    commands: ['load the lines of /var/log/phi-offbox/access.ndjson that are newer than the table'],
    fidelity: 'equivalent',
    reason: 'Muster inserted the rows itself; the site names no tool for it',
  }),
  async apply(_params, context) {
    const { database } = context.mirror;
    const table = `\`${database.prefix}phi_access_log\``;
    const [last] = await database.query(`SELECT COALESCE(MAX(id), 0) AS id FROM ${table}`);
    const rows = await linesAfter(context, Number(last?.['id'] ?? 0));
    for (let from = 0; from < rows.length; from += 500) {
      const part = rows.slice(from, from + 500);
      const marks = part.map(() => `(${columns.map(() => '?').join(',')})`).join(',');
      await database.execute(`INSERT INTO ${table} (${columns.join(',')}) VALUES ${marks}`, part.flat());
    }
    await database.execute(
      `UPDATE \`${database.prefix}phi_access_log_head\` SET id = (SELECT MAX(id) FROM ${table}), hash = (SELECT hash FROM ${table} ORDER BY id DESC LIMIT 1)`,
    );
    return { text: `${rows.length} log rows came back`, outputs: { imported: rows.length } };
  },
});

async function linesAfter(context: RunContext, id: number): Promise<SqlValue[][]> {
  const { stdout } = await runIn(context, 'toolbox', ['cat', '/var/log/phi-offbox/access.ndjson']);
  const rows: SqlValue[][] = [];
  for (const [index, line] of stdout.toString('utf8').split('\n').entries()) {
    if (line === '') continue;
    const row = parsedLine(line, index + 1);
    if (Number(row['id']) > id) rows.push(columns.map((column) => valueOf(row[column])));
  }
  return rows;
}

function parsedLine(line: string, number: number): Record<string, unknown> {
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row === 'object' && row !== null) return { ...row };
  } catch {
    // falls through to the error, which quotes nothing
  }
  throw new DrillError('STEP_FAILED', `Line ${number} of the off-box access log is not a log row.`);
}

function valueOf(value: unknown): SqlValue {
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}
