import { DrillError } from '../model/errors.ts';
import type { PhiMapPlan } from '../model/plan/phi-map.ts';
import type { Mirror } from '../model/ports/mirror.ts';
import { quoted } from '../model/identifier.ts';

/** Only the toolbox has this volume; it goes with the mirror. */
const index = '/values/groups';
const indexMs = 3_600_000;

/** Values of these columns name no person: ids, kinds and states, amounts, and the instants that a report states on purpose. */
const impersonal = /(^|_)(id|status|type|currency|method|date|gmt|amount|total|registered)$|^(country|state|meta_key)$/iu;
/** What WordPress keeps of every user, the same for all. */
const systemKeys = [
  '%capabilities',
  '%user_level',
  'rich_editing',
  'syntax_highlighting',
  'comment_shortcuts',
  'admin_color',
  'use_ssl',
  'show_admin_bar_front',
  'locale',
  'dismissed_wp_pointers',
  'session_tokens',
  '%user-settings%',
  '%dashboard_quick_press%',
  '\\_date\\_%',
  '\\_edit\\_%',
  '\\_wp\\_%',
];

const buildScript = `set -euo pipefail; umask 077
mariadb --defaults-file=/opt/muster/client.cnf --binary-mode --sandbox --batch --skip-column-names --quick --default-character-set=utf8mb4 wordpress | /opt/muster/grams values > /values/raw
LC_ALL=C sort -u -S 64M -T /values /values/raw -o ${index}; rm /values/raw; wc -l < ${index}`;

/**
 * Writes every protected value of the restored data into an index of word groups, on a volume of the toolbox alone, so
 * that a search needs no database: the drill may have lost it by then. Returns how many groups there are. Values of
 * fewer than five bytes, short numbers, ids, kinds and instants are not in it.
 * @throws {DrillError} COMMAND_FAILED
 */
export async function indexValues({ database, containers }: Pick<Mirror, 'database' | 'containers'>, map: PhiMapPlan): Promise<number> {
  const statements: string[] = [];
  for (const { table, columns } of map.tables) statements.push(...(await valueStatements(database, table, columns)));
  const done = await containers.exec('toolbox', ['bash', '-c', buildScript], { stdin: `${statements.join(';\n')};\n`, timeoutMs: indexMs });
  if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `The protected values could not be indexed (exit ${done.code}).`);
  return Number(done.stdout.toString('utf8').trim());
}

/** One statement for all text columns of a table, whose names a backup chose; two neighbours that make a name also count together. */
async function valueStatements(database: Mirror['database'], table: string, mapped: readonly string[]): Promise<readonly string[]> {
  const name = database.prefix + table;
  const found = await database.query(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?
       AND data_type IN ('char','varchar','tinytext','text','mediumtext','longtext','json') ORDER BY ordinal_position`,
    [name],
  );
  const texts = found.map((row) => String(row['name'])).filter((column) => mapped.length === 0 || mapped.includes(column));
  const columns = texts.filter((column) => !impersonal.test(column));
  if (columns.length === 0) return [];
  const names = ['first_name', 'last_name'].every((column) => columns.includes(column)) ? [", CONCAT_WS(' ', `first_name`, `last_name`)"] : [];
  const where = texts.includes('meta_key') ? ` WHERE ${systemKeys.map((key) => `meta_key NOT LIKE '${key}'`).join(' AND ')}` : '';
  return [`SELECT ${columns.map(quoted).join(', ')}${names.join('')} FROM ${quoted(name)}${where}`];
}

/** The first bytes are everybody's words; what follows is looked for in the index. */
const countScript = `set -euo pipefail; umask 077; work=$(mktemp -d /values/scan.XXXXXX); trap 'rm -rf "$work"' EXIT
head -c "$1" | /opt/muster/grams text | LC_ALL=C sort -u -S 64M -T "$work" > "$work/common"
/opt/muster/grams text | LC_ALL=C sort -u -S 64M -T "$work" > "$work/text"
LC_ALL=C comm -23 "$work/text" "$work/common" | LC_ALL=C comm -12 - ${index} | wc -l`;

/**
 * How many protected word groups stand in `text`, those of `common` left out. The text goes into the mirror; one number
 * comes out.
 * @throws {DrillError} COMMAND_FAILED, UNREACHABLE
 */
export async function countValues({ containers }: Pick<Mirror, 'containers'>, text: Buffer, common: Buffer): Promise<number> {
  const head = Buffer.concat([common, Buffer.from('\n')]);
  const done = await containers.exec('toolbox', ['bash', '-c', countScript, 'bash', String(head.length)], {
    stdin: Buffer.concat([head, text]),
    timeoutMs: indexMs,
  });
  const count = Number(done.stdout.toString('utf8').trim());
  if (done.code !== 0 || !Number.isInteger(count)) throw new DrillError('COMMAND_FAILED', `The search for protected values ended with exit ${done.code}.`);
  return count;
}
