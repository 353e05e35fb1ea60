import { bash, clientOptions, hoursMs, identityFile, refused, type DatabaseProcedure } from './procedure.ts';

const file = 'database.sql.zst.age';
const dumpScript = `set -euo pipefail
mariadb-dump --defaults-file="$2" --single-transaction --quick --routines --triggers --events --hex-blob --default-character-set=utf8mb4 wordpress | zstd -q -3 | age -r "$3" -o "$1"`;
/** mariadb-dump ends a whole dump with this comment; a dump without it was cut. */
const completeScript = `set -o pipefail; age -d -i "$2" "$1" | zstd -q -d | tail -c 200 | grep -q "^-- Dump completed"`;
const restoreScript = `set -euo pipefail
age -d -i "$2" "$1" | zstd -q -d | mariadb --defaults-file="$3" --binary-mode --sandbox --default-character-set=utf8mb4 wordpress`;

/** One SQL dump, as most shops have it: mariadb-dump, zstd, age to a recipient. Consistent for InnoDB tables only. */
export const dumpAge: DatabaseProcedure = {
  file,
  dump: async (mirror, path, recipient) => void (await bash(mirror, 'toolbox', [dumpScript, `${path}/${file}`, clientOptions, recipient])),
  async restore(mirror, path) {
    const whole = await mirror.containers.exec('toolbox', ['bash', '-c', completeScript, 'bash', `${path}/${file}`, identityFile], { timeoutMs: hoursMs });
    if (whole.code !== 0) throw refused(path, 'does not open with the key in place, or its dump is cut');
    await bash(mirror, 'toolbox', [restoreScript, `${path}/${file}`, identityFile, clientOptions]);
  },
};
