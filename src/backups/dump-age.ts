import { DrillError } from '../model/errors.ts';
import type { Digest } from '../model/json.ts';
import type { BackupSet, Backups, Clock, Execution, ExecOptions, Mirror } from '../model/ports.ts';

export interface DumpAgeParts {
  readonly mirror: Mirror;
  readonly clock: Clock;
}

/** Client options of the toolbox: server and Muster's account, whose password is on the run's tmpfs. */
const clientOptions = '/opt/muster/client.cnf';
const identityFile = '/run/muster/backup-identity';
const folder = '/backups';

const dumpScript = `set -euo pipefail; mkdir -p "$1"
mariadb-dump --defaults-file="$2" --single-transaction --quick --routines --triggers --hex-blob --default-character-set=utf8mb4 "$3" | zstd -q -3 | age -r "$4" -o "$1/database.sql.zst.age"`;
const archiveScript = `set -euo pipefail; zstd -q -3 | age -r "$2" -o "$1/wp-content.tar.zst.age"`;
const restoreScript = `set -euo pipefail
age -d -i "$2" "$1/database.sql.zst.age" | zstd -q -d | mariadb --defaults-file="$3" --binary-mode --default-character-set=utf8mb4 "$4"`;
/** mariadb-dump ends a whole dump with this comment; a dump without it was cut. */
const completeScript = `set -o pipefail; age -d -i "$2" "$1/database.sql.zst.age" | zstd -q -d | tail -c 200 | grep -q "^-- Dump completed"`;

/**
 * The procedure `dump-age`: mariadb-dump, zstd, age to a recipient; wp-content as an archive beside it; the age
 * identity and the shop's PHI key into escrow, apart. A dump is a consistent snapshot of InnoDB tables only.
 */
export function dumpAge({ mirror, clock }: DumpAgeParts): Backups {
  const sets: BackupSet[] = [];
  let recipient: Promise<string> | null = null;
  return {
    sets,
    async take() {
      const takenAt = clock.now();
      const to = await (recipient ??= newRecipient(mirror));
      const name = `set-${takenAt.replaceAll(/[:.]/g, '-')}`;
      const path = `${folder}/${name}`;
      const newestRecordAt = await newestRecord(mirror);
      await bash(mirror, dumpScript, [path, clientOptions, 'wordpress', to]);
      await archive(mirror, path, to);
      await mirror.escrow.put('phi-key', (await must(mirror, 'web', ['cat', '/etc/phi-vault/keys.json'])).stdout);
      const files = await filesOf(mirror, path);
      const set: BackupSet = {
        name,
        takenAt,
        newestRecordAt,
        files,
        clean: true,
        bytes: files.reduce((sum, file) => sum + file.bytes, 0),
        digest: await digestOf(mirror, path),
        encryption: { kind: 'age', keyId: to },
      };
      sets.push(set);
      return set;
    },
    async restoreDatabase(set) {
      const path = `${folder}/${set.name}`;
      const before = await digestOf(mirror, path);
      if (before !== set.digest) throw new DrillError('RESTORE_REFUSED', `The backup set ${set.name} is not what it was when it was taken.`);
      const whole = await mirror.containers.exec('toolbox', ['bash', '-c', completeScript, 'bash', path, identityFile]);
      if (whole.code !== 0) throw new DrillError('RESTORE_REFUSED', `The dump of ${set.name} does not open with the key in place, or it is cut.`);
      await bash(mirror, restoreScript, [path, identityFile, clientOptions, 'wordpress']);
      return { bytes: set.files.find((file) => file.name.startsWith('database'))?.bytes ?? 0 };
    },
  };
}

/** A new age identity: its secret goes into escrow and nowhere else; the recipient is public. */
async function newRecipient(mirror: Mirror): Promise<string> {
  const made = await must(mirror, 'toolbox', ['age-keygen']);
  await mirror.escrow.put('backup-identity', made.stdout);
  const recipient = /^# public key: (age1[a-z0-9]+)$/m.exec(made.stdout.toString('utf8'))?.[1];
  if (recipient === undefined) throw new DrillError('COMMAND_FAILED', 'age-keygen named no public key.');
  return recipient;
}

async function archive(mirror: Mirror, path: string, recipient: string): Promise<void> {
  const { stdout, ended } = await mirror.containers.execStream('web', ['tar', '-C', '/var/www/html', '-cf', '-', 'wp-content']);
  await bash(mirror, archiveScript, [path, recipient], { stdin: stdout });
  const tar = await ended;
  if (tar.code !== 0) throw new DrillError('COMMAND_FAILED', `tar of wp-content ended with exit ${tar.code}.`);
}

async function newestRecord({ database }: Mirror): Promise<string> {
  const [row] = await database.query(`SELECT MAX(date_created_gmt) AS newest FROM \`${database.prefix}wc_orders\``);
  return `${String(row?.['newest'] ?? '1970-01-01 00:00:00').replace(' ', 'T')}.000Z`;
}

async function filesOf(mirror: Mirror, path: string): Promise<BackupSet['files']> {
  const listed = await bash(mirror, 'cd "$1"; for f in *; do printf "%s %s %s\\n" "$(sha256sum < "$f" | cut -c1-64)" "$(stat -c %s "$f")" "$f"; done', [path]);
  return listed.stdout
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [hash = '', bytes = '0', name = ''] = line.split(' ');
      return { name, bytes: Number(bytes), digest: `sha256:${hash}` };
    });
}

/** Digest over the set's files: names, sizes and contents. */
async function digestOf(mirror: Mirror, path: string): Promise<Digest> {
  const summed = await bash(mirror, 'cd "$1"; sha256sum -- * | sha256sum | cut -c1-64', [path]);
  return `sha256:${summed.stdout.toString('utf8').trim()}`;
}

async function bash(mirror: Mirror, script: string, args: readonly string[], options: ExecOptions = {}): Promise<Execution> {
  return await must(mirror, 'toolbox', ['bash', '-c', script, 'bash', ...args], { timeoutMs: 600_000, ...options });
}

async function must(mirror: Mirror, service: 'web' | 'toolbox', argv: readonly string[], options: ExecOptions = {}): Promise<Execution> {
  const done = await mirror.containers.exec(service, argv, options);
  if (done.code !== 0)
    throw new DrillError('COMMAND_FAILED', `A command of the backup procedure (${argv[0] ?? ''} in ${service}) ended with exit ${done.code}.`);
  return done;
}
