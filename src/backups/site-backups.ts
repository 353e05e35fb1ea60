import { DrillError } from '../model/errors.ts';
import type { Digest } from '../model/json.ts';
import { newestOrder } from '../model/newest-order.ts';
import type { BackupSet, Backups, Clock, Mirror } from '../model/ports.ts';
import { backupFolder, bash, must, store, type DatabaseProcedure } from './procedures/procedure.ts';
import { dumpAge } from './procedures/dump-age.ts';
import { mariabackupAge } from './procedures/mariabackup-age.ts';
import { tablesAge } from './procedures/tables-age.ts';

const procedures: Readonly<Record<string, DatabaseProcedure>> = { 'dump-age': dumpAge, 'tables-age': tablesAge, 'mariabackup-age': mariabackupAge };

/**
 * The site's own documented procedure: the database by the procedure that its stack names; wp-content as an archive
 * beside it; the age identity and the shop's PHI key into escrow, apart. One identity for all sets of a run.
 * @throws {DrillError} BUG for a procedure that the stack's schema does not know.
 */
export function siteBackups({ mirror, clock }: { readonly mirror: Mirror; readonly clock: Clock }): Backups {
  const procedure = procedures[mirror.site.backup.procedure];
  if (procedure === undefined) throw new DrillError('BUG', `There is no backup procedure ${mirror.site.backup.procedure}.`);
  const sets: BackupSet[] = [];
  let recipient: Promise<string> | null = null;
  return {
    sets,
    async take() {
      const takenAt = clock.now();
      const to = await (recipient ??= newRecipient(mirror));
      const name = `set-${takenAt.replaceAll(/[:.]/g, '-')}`;
      const path = `${backupFolder}/${name}`;
      const newestRecordAt = (await newestOrder(mirror.database, mirror.site)) ?? '1970-01-01T00:00:00.000Z';
      await must(mirror, 'toolbox', ['mkdir', '-p', path]);
      await procedure.dump(mirror, path, to);
      await store(mirror, { service: 'web', argv: ['tar', '-C', '/var/www/html', '-cf', '-', 'wp-content'] }, [archiveScript, path, to]);
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
      const path = `${backupFolder}/${set.name}`;
      const now = await digestOf(mirror, path);
      if (now !== set.digest) throw new DrillError('RESTORE_REFUSED', `The backup set ${set.name} is not what it was when it was taken.`);
      await procedure.restore(mirror, path);
      return { bytes: set.files.find((file) => file.name === procedure.file)?.bytes ?? 0 };
    },
  };
}

const archiveScript = `set -euo pipefail; zstd -q -3 | age -r "$2" -o "$1/wp-content.tar.zst.age"`;

/** A new age identity: its secret goes into escrow and nowhere else; the recipient is public. */
async function newRecipient(mirror: Mirror): Promise<string> {
  const made = await must(mirror, 'toolbox', ['age-keygen']);
  await mirror.escrow.put('backup-identity', made.stdout);
  const recipient = /^# public key: (age1[a-z0-9]+)$/m.exec(made.stdout.toString('utf8'))?.[1];
  if (recipient === undefined) throw new DrillError('COMMAND_FAILED', 'age-keygen named no public key.');
  return recipient;
}

async function filesOf(mirror: Mirror, path: string): Promise<BackupSet['files']> {
  const listed = await bash(mirror, 'toolbox', [
    'cd "$1"; for f in *; do printf "%s %s %s\\n" "$(sha256sum < "$f" | cut -c1-64)" "$(stat -c %s "$f")" "$f"; done',
    path,
  ]);
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
  const summed = await bash(mirror, 'toolbox', ['cd "$1"; sha256sum -- * | sha256sum | cut -c1-64', path]);
  return `sha256:${summed.stdout.toString('utf8').trim()}`;
}
