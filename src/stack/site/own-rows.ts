import { DrillError } from '../../model/errors.ts';
import type { Containers } from '../../model/ports/containers.ts';
import type { Database } from '../../model/ports/database.ts';
import { printable } from '../../model/printable.ts';
import { quoted } from '../../model/identifier.ts';

/** Rows that a drill made for itself in a restored shop, so that a second restore does not take them away. */
export interface OwnRows {
  /** Keeps every row that was added since the mark, on the toolbox's tmpfs. */
  save(): Promise<void>;
  /** Puts them back into a database that was restored again. */
  putBack(): Promise<void>;
}

interface Marked {
  readonly table: string;
  readonly key: string;
  readonly greatest: string;
}

const kept = '/run/muster/own-rows.sql';
const client = '/opt/muster/client.cnf';
const saveScript = `set -euo pipefail; umask 077; : > ${kept}
while IFS=$(printf '\\t') read -r table where; do
  mariadb-dump --defaults-file=${client} --no-create-info --skip-triggers --replace --complete-insert --skip-lock-tables --hex-blob --default-character-set=utf8mb4 --where="$where" -- wordpress "$table" >> ${kept}
done`;
const putScript = `set -euo pipefail; test -s ${kept}; mariadb --defaults-file=${client} --binary-mode --sandbox --default-character-set=utf8mb4 wordpress < ${kept}`;

/** What the shop writes of itself whoever uses it, and logs, whose rows come back from elsewhere. */
const notOwn = /(^options|_options|_sessions|actionscheduler_.*|_logs?|_log_head|_rate_limits|_reserved_stock|wsal_.*|simple_history.*|_stream(_meta)?)$/u;

/**
 * Remembers the greatest key of every table that numbers its rows; whatever is above it later is the drill's own.
 * @throws {DrillError} RESTORE_REFUSED for a table or key whose name is more than letters, digits, `_` and `$`.
 */
export async function markOwnRows(database: Database, containers: Containers): Promise<OwnRows> {
  const marks = await marksOf(database);
  const bash = async (script: string, stdin: string): Promise<void> => {
    const done = await containers.exec('toolbox', ['bash', '-c', script], { stdin, timeoutMs: 120_000 });
    if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `The drill's own rows could not be kept or put back (exit ${done.code}).`);
  };
  return {
    save: async () => bash(saveScript, `${marks.map(({ table, key, greatest }) => `${table}\t${quoted(key)} > ${greatest}`).join('\n')}\n`),
    putBack: async () => bash(putScript, ''),
  };
}

async function marksOf(database: Database): Promise<readonly Marked[]> {
  const found = await database.query(
    `SELECT s.table_name AS t, MIN(s.column_name) AS k, COUNT(*) AS n, MIN(c.data_type) AS kind
     FROM information_schema.statistics AS s
     JOIN information_schema.columns AS c ON c.table_schema = s.table_schema AND c.table_name = s.table_name AND c.column_name = s.column_name
     WHERE s.table_schema = DATABASE() AND s.index_name = 'PRIMARY' GROUP BY s.table_name`,
  );
  const marks: Marked[] = [];
  for (const row of found) {
    const [table, key] = [String(row['t']), String(row['k'])];
    const numbered = Number(row['n']) === 1 && String(row['kind']).endsWith('int');
    if (!numbered || !table.startsWith(database.prefix) || notOwn.test(table)) continue;
    mustBePlain(table);
    mustBePlain(key);
    const [most] = await database.query(`SELECT COALESCE(MAX(${quoted(key)}), 0) AS greatest FROM ${quoted(table)}`);
    marks.push({ table, key, greatest: String(most?.['greatest'] ?? 0) });
  }
  const posts = marks.find(({ table }) => table === `${database.prefix}posts`);
  return posts === undefined ? marks : [...marks, { table: `${database.prefix}term_relationships`, key: 'object_id', greatest: posts.greatest }];
}

/** The name reaches a program as a line and as an argument. */
function mustBePlain(name: string): void {
  if (/^[A-Za-z0-9_$]+$/u.test(name)) return;
  const shown = printable(name.slice(0, 64));
  throw new DrillError('RESTORE_REFUSED', `The restored database names a table or key "${shown}": Muster gives its programs letters, digits, _ and $ only.`);
}
