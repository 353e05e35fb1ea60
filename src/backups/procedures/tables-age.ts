import type { DrillError } from '../../model/errors.ts';
import type { Mirror } from '../../model/ports/mirror.ts';
import { bash, hoursMs, identityOf, refused, store, type DatabaseProcedure } from './procedure.ts';

const file = 'database.tables.tar.zst.age';
/** In the database's own volume: its disk holds the same data anyway, and goes with the mirror. */
const staging = '/var/lib/mysql/.staging';

/**
 * MariaDB's own parallel dump: a folder with schema and rows (tab-separated) of each table, both connections at one
 * moment (--flush-logs makes it hold the read lock while they begin), and apart what is not in a table.
 */
const dumpScript = `set -euo pipefail
umask 077
trap 'rm -rf "$1"' EXIT
rm -rf "$1"; mkdir "$1"; chown mysql: "$1"
mariadb-dump --dir="$1" --parallel=2 --single-transaction --flush-logs --skip-triggers --default-character-set=binary wordpress > "$1/sequences.sql"
mariadb-dump --no-data --no-create-info --triggers --routines --events --default-character-set=utf8mb4 wordpress > "$1/code.sql"
tar -C "$1" -c . | zstd -q -1 | age -r "$2"`;

const openScript = `set -euo pipefail
umask 077
rm -rf "$1"; mkdir "$1"; chown mysql: "$1"
age -d -i - "$2" | zstd -q -d | tar -x -C "$1"
test -s "$1/code.sql"`;

/**
 * Rows without secondary keys, two tables at a time, the keys built after each (the tool's default for InnoDB).
 * The tool says of each table how many rows were skipped or changed: anything but none is a failure.
 */
const importScript = `set -euo pipefail
trap 'rm -rf "$1"' EXIT
mariadb-import --dir="$1" --parallel=2 --default-character-set=binary > "$1/report"
if grep -qv "Skipped: 0  Warnings: 0$" "$1/report"; then exit 3; fi
mariadb --binary-mode --sandbox wordpress < "$1/sequences.sql"
mariadb --binary-mode --sandbox --default-character-set=utf8mb4 wordpress < "$1/code.sql"`;

/** Schema and rows of the tables that are named as members of the tar, under the name of another database. */
const openSomeScript = `set -euo pipefail
umask 077
dir=$1 set=$2 schema=$3; shift 3
rm -rf "$dir"; mkdir "$dir"
age -d -i - "$set" | zstd -q -d | tar -x -C "$dir" "$@"
mv "$dir/wordpress" "$dir/$schema"
chown -R mysql: "$dir"`;

const loadScript = `set -euo pipefail
trap 'rm -rf "$1"' EXIT
mariadb-import --dir="$1" --default-character-set=binary > "$1/report"
if grep -qv "Skipped: 0  Warnings: 0$" "$1/report"; then exit 3; fi`;

/** The fast logical procedure: `mariadb-dump --dir` and `mariadb-import --dir`, tar, zstd, age. Consistent for InnoDB tables only. */
export const tablesAge: DatabaseProcedure = {
  file,
  dump: (mirror, path, recipient) =>
    store(mirror, { service: 'db', argv: ['bash', '-c', dumpScript, 'bash', staging, recipient] }, ['cat > "$1"', `${path}/${file}`]),
  async restore(mirror, path) {
    const opened = await mirror.containers.exec('db', ['bash', '-c', openScript, 'bash', staging, `${path}/${file}`], {
      stdin: await identityOf(mirror),
      timeoutMs: hoursMs,
    });
    if (opened.code !== 0) throw await cleared(mirror, path);
    await imported(mirror, path, importScript);
  },
  async loadTables(mirror, path, { schema, tables }) {
    const members = tables.flatMap((table) => [`./wordpress/${table}.sql`, `./wordpress/${table}.txt`]);
    const opened = await mirror.containers.exec('db', ['bash', '-c', openSomeScript, 'bash', staging, `${path}/${file}`, schema, ...members], {
      stdin: await identityOf(mirror),
      timeoutMs: hoursMs,
    });
    if (opened.code !== 0) throw await cleared(mirror, path);
    await imported(mirror, path, loadScript);
  },
};

async function imported(mirror: Mirror, path: string, script: string): Promise<void> {
  const { code } = await mirror.containers.exec('db', ['bash', '-c', script, 'bash', staging], { timeoutMs: hoursMs });
  if (code !== 0) throw refused(path, 'opened, but its tables were not taken as they were written');
}

async function cleared(mirror: Mirror, path: string): Promise<DrillError> {
  await bash(mirror, 'db', ['rm -rf "$1"', staging]);
  return refused(path, 'does not open with the key in place, lacks a table that was asked for, or is cut or changed');
}
