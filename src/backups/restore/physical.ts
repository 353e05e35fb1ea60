import type { Readable } from 'node:stream';
import type { RecognisedPart } from '../../model/backup-source.ts';
import { DrillError } from '../../model/errors.ts';
import { importDump, type Adaptation } from './sql.ts';
import { contentOf, type Restored } from './open.ts';

/** In the database's own volume, as its server reads no folder with a dot: it goes with the mirror, or at the end. */
const scratch = '/var/lib/mysql/.physical';
const readMs = 4 * 3_600_000;

/**
 * A physical backup brings everything that its server had: other databases, accounts, code that runs as root. So it is
 * opened by a server of its own, without a network, accounts or events, beside the mirror's; what that dumps of the shop
 * is imported as any other dump. The folder's own options are read for the layout of its files alone.
 * All of it runs as the server's own user, who may also end it. Exit codes: 50 it does not open, 53 no shop with this prefix, 54 several, 55 its server does not start.
 */
const script = `set -uo pipefail
umask 077
scratch=$1; form=$2; prepared=$3; table=$4
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null; rm -rf "$scratch"' EXIT
rm -rf "$scratch"; mkdir -p "$scratch/data"
if [ "$form" = xbstream ]; then mbstream -x -C "$scratch/data" || exit 50; else tar -x --no-same-owner -C "$scratch/data" || exit 50; fi
if [ "$prepared" != yes ]; then mariadb-backup --prepare --use-memory=128M --target-dir="$scratch/data" 2>/dev/null >&2 || exit 50; fi
mapfile -t layout < <(grep -hxE 'innodb_(page_size|data_file_path|undo_tablespaces)=[A-Za-z0-9:;._]+' "$scratch/data/backup-my.cnf" 2>/dev/null)
chmod -R u+rwX "$scratch"
socket=$scratch/data/.socket
mariadbd --no-defaults \${layout[@]+"\${layout[@]/#/--}"} --datadir="$scratch/data" --socket="$socket" --pid-file="$scratch/data/.pid" --skip-networking \
  --skip-grant-tables --skip-log-bin --innodb-buffer-pool-size=96M --max-allowed-packet=1G --performance-schema=OFF >/dev/null 2>&1 </dev/null &
server=$!
until mariadb --no-defaults --socket="$socket" -e 'DO 1' 2>/dev/null; do kill -0 "$server" 2>/dev/null || { server=; exit 55; }; sleep 0.2; done
mapfile -t shops < <(mariadb --no-defaults --socket="$socket" -N -B -e "SELECT table_schema FROM information_schema.tables WHERE table_name = '$table'")
[ "\${#shops[@]}" -gt 0 ] || exit 53
[ "\${#shops[@]}" -eq 1 ] || exit 54
mariadb-dump --no-defaults --socket="$socket" --single-transaction --quick --routines --triggers --events --hex-blob --default-character-set=utf8mb4 -- "\${shops[0]}" 2>/dev/null || exit 50`;

const reasons: Readonly<Record<number, string>> = {
  53: 'no database in it has the options table of stack.yaml’s table-prefix',
  54: 'several databases in it have tables of this prefix',
  55: 'no server starts on it: it is of another release of MariaDB, encrypted, or damaged',
};

/**
 * Imports the shop's database out of a mariabackup, folder or stream, prepared or not.
 * @throws {DrillError} RESTORE_REFUSED when it does not open, or holds no shop of this prefix or several.
 */
export async function restorePhysical(mirror: Restored, folder: string, part: RecognisedPart): Promise<readonly Adaptation[]> {
  const { content, paths } = part;
  if (content.kind !== 'mariabackup') throw new DrillError('BUG', 'a logical dump was taken for a physical backup');
  const files = paths.map((path) => `${folder}/${path}`);
  const stdin = content.form === 'xbstream' ? await contentOf(mirror, part, files) : await packed(mirror, `${folder}/${topOf(paths)}`);
  const args = [scratch, content.form, content.prepared ? 'yes' : 'no', `${mirror.database.prefix}options`];
  const { stdout, ended } = await mirror.containers.execStream('db', ['bash', '-c', script, 'bash', ...args], { user: 'mysql', timeoutMs: readMs, stdin });
  ended.catch(() => undefined);
  const outcome = await importDump(mirror, stdout).then(
    (adapted) => ({ adapted }),
    (error: unknown) => ({ error }),
  );
  const { code } = await ended;
  if (code !== 0)
    throw new DrillError(
      'RESTORE_REFUSED',
      `The physical backup was not restored: ${reasons[code] ?? 'it does not open with the key in place, or it is damaged'}.`,
    );
  if ('error' in outcome) throw outcome.error;
  return outcome.adapted;
}

/** The folder that mariabackup wrote, told by the file that describes it. */
function topOf(paths: readonly string[]): string {
  const marker = paths.find((path) => /(?:^|\/)(?:xtrabackup|mariadb_backup)_checkpoints$/u.test(path)) ?? '';
  return marker.slice(0, marker.lastIndexOf('/') + 1);
}

/** A folder of the backups volume as one stream: the database's user may not read it. */
async function packed({ containers }: Restored, path: string): Promise<Readable> {
  const { stdout, ended } = await containers.execStream('toolbox', ['tar', '-C', path, '-c', '.'], { timeoutMs: readMs });
  ended.catch(() => undefined);
  return stdout;
}
