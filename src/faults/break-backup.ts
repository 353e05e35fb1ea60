import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import { orderTable } from '../model/order-place.ts';
import type { BackupSet } from '../model/ports/backups.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/** The database of a set as one SQL dump (`dump-age`), and as a folder of tables (`tables-age`). */
const whole = ['database.sql.zst.age', 'database.tables.tar.zst.age'] as const;
const [sqlDump, tableFolder] = whole;
/** A table of the PHI map that is never empty in a shop that sold anything, and that no count of orders misses. */
const emptied = 'wc_order_addresses';

/** What goes wrong, each as a script in the toolbox; $1 is the set's folder, $f its database. Keys come on standard input only. */
const ways = {
  truncate: 'truncate -s "$(( $(stat -c %s "$f") * 2 / 3 ))" "$f"',
  plain: 'age -d -i - "$f" > "${f%.age}"; rm "$f"',
  // mariadb-dump writes a row to a line; only the last row of a statement ends with a semicolon.
  'empty-table': `if [ "$f" = "$1/${sqlDump}" ]; then
    age -d -i - "$f" | zstd -q -d | TABLE="$3" awk '
      index($0, "INSERT INTO \`" ENVIRON["TABLE"] "\`") == 1 { skip = 1 } !skip { print } skip && /;$/ { skip = 0 }' |
      zstd -q -3 | age -r "$2" -o "$1/new"
  else
    age -d -i - "$f" | zstd -q -d | tar --wildcards --delete -f - "*/$3.txt" | zstd -q -1 | age -r "$2" -o "$1/new"
  fi; mv "$1/new" "$f"`,
  'key-inside': 'cat > "$1/backup-identity.txt"',
} as const;

/** How each is seen from outside; exit 0 when it is so. */
const signs = {
  truncate: '! age -d -i - "$f" > /dev/null 2>&1',
  plain: 'zstd -q -t "$1"/database.*.zst',
  'empty-table': `if [ "$f" = "$1/${sqlDump}" ]; then ! age -d -i - "$f" | zstd -q -d | grep -q "^INSERT INTO .$3. "
    else ! age -d -i - "$f" | zstd -q -d | tar -t | grep -q "/$3[.]txt$"; fi`,
  'key-inside': 'grep -q AGE-SECRET-KEY "$1"/*.txt',
} as const;

/**
 * A backup that is worth nothing, as they turn up on the day they are needed: cut off, not encrypted, a PHI table left
 * out, or with its own key beside it. `next` lets the site's procedure run once more and go wrong; `newest` spoils the
 * newest set that is there. Nobody notices. `plain` and `empty-table` need a set of one file that is taken as a whole, so not
 * `mariabackup-age`.
 */
export const breakBackup = defineFault({
  kind: 'break-backup',
  title: 'A backup set is worth nothing',
  controls: ['164.308(a)(7)(ii)(A)', '164.312(a)(2)(iv)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['set', 'how'],
    properties: { set: { enum: ['next', 'newest'] }, how: { enum: ['truncate', 'plain', 'empty-table', 'key-inside'] } },
  },
  example: { set: 'next', how: 'truncate' },
  silent: true,
  async inject({ set, how }, context) {
    const { backups } = context;
    const victim = set === 'next' ? await backups.take() : backups.sets.at(-1);
    if (victim === undefined || backups.spoil === undefined) throw new DrillError('COMMAND_FAILED', 'This run has no backup set of its own to break.');
    if ((how === 'plain' || how === 'empty-table') && !victim.files.some(({ name }) => whole.some((one) => one === name)))
      throw new DrillError('COMMAND_FAILED', `break-backup: "${how}" needs a set with ${sqlDump} or ${tableFolder}; this site's procedure makes another.`);
    const code = await inSet(context, victim, ways[how]);
    if (code !== 0) throw new DrillError('COMMAND_FAILED', `The backup set could not be broken (${how}, exit ${code}).`);
    const broken = await backups.spoil(victim);
    return { summary: `the set ${broken.name} is broken: ${words[how]}`, data: { set: broken.name, how } };
  },
  async observe({ how }, context) {
    const newest = context.backups.sets.at(-1);
    const observed = newest !== undefined && (await inSet(context, newest, signs[how])) === 0;
    return { observed, text: observed ? `the newest set: ${words[how]}` : 'the newest set is as it should be' };
  },
});

const words = {
  truncate: 'its database is cut off',
  plain: 'its database is not encrypted',
  'empty-table': "the rows of the orders' addresses are not in it",
  'key-inside': 'the key that opens it lies beside it',
} as const;

async function inSet({ mirror }: RunContext, set: BackupSet, script: string): Promise<number> {
  const identity = await mirror.escrow.take('backup-identity');
  const table = mirror.database.prefix + orderTable(mirror.site, emptied);
  const argv = ['bash', '-c', `set -euo pipefail; f=$(ls -d "$1"/database.*); ${script}`, 'bash', `/backups/${set.name}`, set.encryption.keyId, table];
  return (await mirror.containers.exec('toolbox', argv, { stdin: identity, timeoutMs: 600_000 })).code;
}
