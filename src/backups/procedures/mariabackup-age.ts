import { hoursMs, identityOf, refused, store, type DatabaseProcedure } from './procedure.ts';

const file = 'database.mbstream.zst.age';

const dumpScript = `set -euo pipefail
mariadb-backup --backup --stream=mbstream --parallel=2 --user=root --target-dir=/run/muster/mariabackup | zstd -q -1 | age -r "$1"`;

/**
 * Into a folder beside what is there, made ready there, and moved into its place only when all of it is good: the same
 * file system, so moving is free. The marks tell the entrypoint that the directory is filled, and to keep the shop out.
 */
const restoreScript = `set -euo pipefail
umask 077
data=/var/lib/mysql; new="$data/.incoming"
trap 'rm -rf "$new"' EXIT
rm -rf "$new"; mkdir "$new"
age -d -i - "$1" | zstd -q -d | mbstream -x -p 2 -C "$new"
mariadb-backup --prepare --use-memory=256M --target-dir="$new"
test -d "$new/wordpress"
find "$data" -mindepth 1 -maxdepth 1 ! -name .incoming -exec rm -rf {} +
find "$new" -mindepth 1 -maxdepth 1 -exec mv -t "$data" {} +
touch "$data/.seeded" "$data/.locked"
chown -R mysql:mysql "$data"`;

/**
 * The physical procedure: `mariadb-backup` streamed through zstd and age. Made ready (its redo log applied) at the
 * restore: a backup then never lies in clear, and a quiet shop's log is short. The shop's account comes back locked.
 */
export const mariabackupAge: DatabaseProcedure = {
  file,
  dump: (mirror, path, recipient) => store(mirror, { service: 'db', argv: ['bash', '-c', dumpScript, 'bash', recipient] }, ['cat > "$1"', `${path}/${file}`]),
  async restore(mirror, path) {
    const identity = await identityOf(mirror);
    await mirror.containers.stop('db');
    try {
      const { code } = await mirror.containers.offline('db', ['bash', '-c', restoreScript, 'bash', `${path}/${file}`], { stdin: identity, timeoutMs: hoursMs });
      if (code !== 0) throw refused(path, 'does not open with the key in place, or it is cut or changed');
    } finally {
      await mirror.containers.start('db');
    }
  },
};
