import type { Mirror } from '../../model/ports/mirror.ts';
import { bash, clientOptions, hoursMs, identityFile, refused, type DatabaseProcedure } from './procedure.ts';

const file = 'database.sql.zst.age';
const dumpScript = `set -euo pipefail
mariadb-dump --defaults-file="$2" --single-transaction --quick --routines --triggers --events --hex-blob --default-character-set=utf8mb4 wordpress | zstd -q -3 | age -r "$3" -o "$1"`;
/** mariadb-dump ends a whole dump with this comment; a dump without it was cut. */
const completeScript = `set -o pipefail; age -d -i "$2" "$1" | zstd -q -d | tail -c 200 | grep -q "^-- Dump completed"`;
const restoreScript = `set -euo pipefail
age -d -i "$2" "$1" | zstd -q -d | mariadb --defaults-file="$3" --binary-mode --sandbox --default-character-set=utf8mb4 wordpress`;

/**
 * The statements of some tables out of a dump by mariadb-dump: what stands before its first table (the session's
 * settings), and the sections of the tables named. Rows are one to a line, so a section's comment is never a row.
 */
const sectionsScript = String.raw`set -euo pipefail
file=$1 identity=$2 options=$3 schema=$4; shift 4
age -d -i "$identity" "$file" | zstd -q -d | WANTED="$*" awk '
  BEGIN { n = split(ENVIRON["WANTED"], names, " "); for (i = 1; i <= n; i++) want[names[i]] = 1; on = 1 }
  /^-- (Table structure for table|Temporary table structure|Dumping (events|routines)|Final view structure)/ {
    on = /^-- Table structure/ && (substr($6, 2, length($6) - 2) in want) }
  on' | mariadb --defaults-file="$options" --binary-mode --sandbox --default-character-set=utf8mb4 "$schema"`;

/** One SQL dump, as most shops have it: mariadb-dump, zstd, age to a recipient. Consistent for InnoDB tables only. */
export const dumpAge: DatabaseProcedure = {
  file,
  dump: async (mirror, path, recipient) => void (await bash(mirror, 'toolbox', [dumpScript, `${path}/${file}`, clientOptions, recipient])),
  async restore(mirror, path) {
    await mustBeWhole(mirror, path);
    await bash(mirror, 'toolbox', [restoreScript, `${path}/${file}`, identityFile, clientOptions]);
  },
  async loadTables(mirror, path, { schema, tables }) {
    await mustBeWhole(mirror, path);
    await bash(mirror, 'toolbox', [sectionsScript, `${path}/${file}`, identityFile, clientOptions, schema, ...tables]);
  },
};

async function mustBeWhole(mirror: Mirror, path: string): Promise<void> {
  const whole = await mirror.containers.exec('toolbox', ['bash', '-c', completeScript, 'bash', `${path}/${file}`, identityFile], { timeoutMs: hoursMs });
  if (whole.code !== 0) throw refused(path, 'does not open with the key in place, or its dump is cut');
}
