import { DrillError } from '../model/errors.ts';
import type { Containers } from '../model/ports/containers.ts';
import type { Database } from '../model/ports/database.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { quoted } from '../model/identifier.ts';
import type { ServiceName } from '../model/reading.ts';

/** What every protected canary token begins with (see phi/synthetic.ts). */
const token = 'rxc-';
const textTypes = ['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext', 'binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob'];

/** Where the shop writes files of its own beside what is uploaded: WooCommerce's and WordPress' logs, caches. */
const shopFiles = ['uploads', 'cache', 'debug.log', 'wc-logs'].map((path) => `/var/www/html/wp-content/${path}`);

/** Apache's own log, into which PHP's errors go too, as a folder of root's; nginx and php-fpm write to their container's output. */
const serverFiles = ['/var/log/apache2', '/var/log/nginx'];

export interface ClearText {
  /** Values of database columns. */
  readonly values: number;
  /** Files of the shop, logs that the database server keeps in files, and error outputs of the web server and the database. */
  readonly files: number;
}

/** Where tokens were planted: in all synthetic data, or only in what Muster's own checkouts typed into fields of the shop. */
function planted({ plan, ledger }: RunContext): 'all data' | 'own orders' | 'nothing' {
  if (plan.data.mode === 'synthetic') return 'all data';
  return ledger.orders.some(({ values }) => Object.values(values).some((typed) => typed.includes(token))) ? 'own orders' : 'nothing';
}

/** What the search below can not show on these data, a sentence each. */
export function clearTextGaps(context: RunContext): readonly string[] {
  const where = planted(context);
  if (where === 'all data') return [];
  const looked = where === 'nothing' ? 'no canary token was planted, so none was looked for' : "only the canaries of Muster's own orders were looked for";
  return [`That real protected fields lie nowhere else in clear: ${looked}.`];
}

/**
 * Looks for protected canary tokens that can be read: in any text column of any table (sessions, scheduler arguments,
 * log tables, comments, options, leftover meta), in the files that the shop writes, in what PHP, the web server and the
 * database server said on their own output, and in the logs that the database server keeps (slow and general queries,
 * binary log). Null where no token was planted: nothing could be found. Not looked at are pages of data files that hold
 * deleted rows, values that were encoded, and what an output said before its last MiB.
 */
export async function findInClear(context: RunContext): Promise<ClearText | null> {
  if (planted(context) === 'nothing') return null;
  const { containers, database } = context.mirror;
  const files =
    (await countFiles(containers, { service: 'web', user: 'www-data' }, shopFiles)) +
    (await countFiles(containers, { service: 'web', user: 'root' }, serverFiles)) +
    (await countFiles(containers, { service: 'db', user: 'mysql' }, await serverLogs(database)));
  return { values: await countValues(database), files: files + (await countOutputs(containers)) };
}

async function countValues(database: Database): Promise<number> {
  const columns = await database.query(
    `SELECT table_name AS t, column_name AS c FROM information_schema.columns
     WHERE table_schema = DATABASE() AND data_type IN (${textTypes.map(() => '?').join(',')}) ORDER BY table_name, column_name`,
    textTypes,
  );
  let found = 0;
  for (const [table, inTable] of Map.groupBy(columns, (row) => String(row['t']))) {
    const sum = inTable.map((row) => `COALESCE(SUM(${quoted(String(row['c']))} LIKE ?), 0)`).join(' + ');
    const [row] = await database.query(
      `SELECT ${sum} AS n FROM ${quoted(table)}`,
      inTable.map(() => `%${token}%`),
    );
    found += Number(row?.['n'] ?? 0);
  }
  return found;
}

/** Absolute paths of the logs that the server says it writes. */
async function serverLogs(database: Database): Promise<readonly string[]> {
  const [row] = await database.query(
    'SELECT @@GLOBAL.datadir AS folder, @@GLOBAL.log_error AS errors, @@GLOBAL.general_log_file AS general, @@GLOBAL.slow_query_log_file AS slow, @@GLOBAL.log_bin_basename AS changes',
  );
  const folder = String(row?.['folder'] ?? '/var/lib/mysql/');
  return ['errors', 'general', 'slow', 'changes']
    .map((name) => row?.[name])
    .filter((path) => typeof path === 'string' && path !== '')
    .map((path) => (String(path).startsWith('/') ? String(path) : `${folder}${String(path)}`));
}

/** A path that does not exist holds nothing; `path.*` are a binary log's numbered files. */
const script =
  't=$1; shift; for p; do for f in "$p" "$p".*; do [ -e "$f" ] || continue; grep -r -l -a -F -e "$t" -- "$f" || [ $? -eq 1 ] || exit 2; done; done';

/** Error logs that lie in no file: nginx, php-fpm and MariaDB write to their container's output. */
async function countOutputs(containers: Containers): Promise<number> {
  const outputs = await Promise.all((['web', 'db'] as const).map((service) => containers.output(service)));
  return outputs.filter((output) => output.includes(token)).length;
}

async function countFiles(
  containers: Containers,
  { service, user }: { readonly service: ServiceName; readonly user: string },
  paths: readonly string[],
): Promise<number> {
  if (paths.length === 0) return 0;
  const done = await containers.exec(service, ['sh', '-c', script, 'sh', token, ...paths], { user, timeoutMs: 120_000 });
  if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `Looking through the files of ${service} ended with exit ${done.code}.`);
  return done.stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '').length;
}
