import { DrillError } from '../model/errors.ts';
import type { BackupInspection, BackupSite } from '../model/backup-inspection.ts';
import type { Digest } from '../model/json.ts';
import { newestOrder } from '../model/newest-order.ts';
import type { BackupSet, Backups } from '../model/ports/backups.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Mirror } from '../model/ports/mirror.ts';
import { saltLines } from '../model/salts.ts';
import { inspectSet } from './inspect.ts';
import { mirrorSource } from './mirror-source.ts';
import { backupFolder, bash, must, type DatabaseProcedure } from './procedures/procedure.ts';
import { dumpAge } from './procedures/dump-age.ts';
import { mariabackupAge } from './procedures/mariabackup-age.ts';
import { tablesAge } from './procedures/tables-age.ts';
import { archiveFile, archiveWebRoot, restoreParts } from './web-root.ts';

const procedures: Readonly<Record<string, DatabaseProcedure>> = { 'dump-age': dumpAge, 'tables-age': tablesAge, 'mariabackup-age': mariabackupAge };

interface SiteBackupsParts {
  readonly mirror: Mirror;
  readonly clock: Clock;
  /** What a whole set of the site holds; without it no set is judged. */
  readonly judge?: { readonly site: BackupSite; readonly signal: AbortSignal };
}

/** Where single tables of a set are loaded to, beside the shop's database. */
const besideSchema = 'muster_rows';

/**
 * The site's own documented procedure: the database by the procedure that its stack names; the web root as an archive
 * beside it, but for what the stack says it leaves out; the age identity, the shop's PHI key and its salts into escrow,
 * apart. One identity for all sets of a run.
 * @throws {DrillError} BUG for a procedure that the stack's schema does not know.
 */
export function siteBackups({ mirror, clock, judge }: SiteBackupsParts): Backups {
  const procedure = procedures[mirror.site.backup.procedure];
  if (procedure === undefined) throw new DrillError('BUG', `There is no backup procedure ${mirror.site.backup.procedure}.`);
  const sets: BackupSet[] = [];
  let recipient: Promise<string> | null = null;
  return {
    sets,
    async take({ clean } = { clean: true }) {
      const takenAt = clock.now();
      const to = await (recipient ??= newRecipient(mirror));
      const name = `set-${takenAt.replaceAll(/[:.]/g, '-')}`;
      const path = `${backupFolder}/${name}`;
      const newestRecordAt = (await newestIn(mirror, clean)) ?? '1970-01-01T00:00:00.000Z';
      await must(mirror, 'toolbox', ['mkdir', '-p', path]);
      await procedure.dump(mirror, path, to);
      await archiveWebRoot(mirror, path, to);
      // What a damaged shop holds never takes the place of a key in custody.
      if (clean) await keysIntoCustody(mirror);
      const set: BackupSet = { name, takenAt, newestRecordAt, clean, encryption: { kind: 'age', keyId: to }, ...(await asItLies(mirror, name)) };
      sets.push(set);
      return set;
    },
    async spoil(set) {
      const spoilt: BackupSet = { ...set, clean: false, ...(await asItLies(mirror, set.name)) };
      sets.splice(sets.indexOf(set), 1, spoilt);
      return spoilt;
    },
    ...(judge === undefined ? {} : { inspect: (set: BackupSet) => inspected({ mirror, clock, judge }, set) }),
    async openTables(set, tables) {
      if (procedure.loadTables === undefined)
        throw new DrillError(
          'RESTORE_REFUSED',
          `A set of the procedure ${mirror.site.backup.procedure} gives out no single tables: restore the whole database.`,
        );
      const { database } = mirror;
      const drop = async (): Promise<void> => void (await database.execute(`DROP DATABASE IF EXISTS ${besideSchema}`));
      await mustBeAsTaken(mirror, set);
      await drop();
      await database.execute(`CREATE DATABASE ${besideSchema}`);
      try {
        await procedure.loadTables(mirror, `${backupFolder}/${set.name}`, { schema: besideSchema, tables: tables.map((table) => database.prefix + table) });
        for (const table of tables) await mustBeLoaded(mirror, set, table);
      } catch (error) {
        await drop();
        throw error;
      }
      return { schema: besideSchema, [Symbol.asyncDispose]: drop };
    },
    async restoreDatabase(set) {
      await mustBeAsTaken(mirror, set);
      await procedure.restore(mirror, `${backupFolder}/${set.name}`);
      return { bytes: bytesOf(set, procedure.file) };
    },
    async restoreFiles(set, parts) {
      await mustBeAsTaken(mirror, set);
      return { bytes: bytesOf(set, archiveFile), absent: await restoreParts(mirror, `${backupFolder}/${set.name}`, parts) };
    },
  };
}

const bytesOf = ({ files }: BackupSet, name: string): number => files.find((file) => file.name === name)?.bytes ?? 0;

async function keysIntoCustody(mirror: Mirror): Promise<void> {
  await mirror.escrow.put('phi-key', (await must(mirror, 'web', ['cat', '/etc/phi-vault/keys.json'])).stdout);
  await mirror.escrow.put('salts', (await must(mirror, 'web', ['grep', '-E', saltLines, '/var/www/html/wp-config.php'])).stdout);
}

/** A damaged shop may have no orders' table any more: its backup procedure runs all the same, and so does ours. */
async function newestIn({ database, site }: Mirror, clean: boolean): Promise<string | null> {
  try {
    return await newestOrder(database, site);
  } catch (error) {
    // A table that is missing is `UNREACHABLE` too; a server that does not answer fails the dump.
    if (!clean && error instanceof DrillError && (error.code === 'DATABASE_ERROR' || error.code === 'UNREACHABLE')) return null;
    throw error;
  }
}

/** A new age identity: its secret goes into escrow and nowhere else; the recipient is public. */
async function newRecipient(mirror: Mirror): Promise<string> {
  const made = await must(mirror, 'toolbox', ['age-keygen']);
  await mirror.escrow.put('backup-identity', made.stdout);
  const recipient = /^# public key: (age1[a-z0-9]+)$/m.exec(made.stdout.toString('utf8'))?.[1];
  if (recipient === undefined) throw new DrillError('COMMAND_FAILED', 'age-keygen named no public key.');
  return recipient;
}

async function inspected({ mirror, clock, judge: { site, signal } }: Required<SiteBackupsParts>, set: BackupSet): Promise<BackupInspection> {
  const identities = (await mirror.escrow.take('backup-identity')).toString('utf8').split('\n');
  const ageIdentities = identities.filter((line) => line.startsWith('AGE-SECRET-KEY-'));
  const keys = { ageIdentities, gpgKeys: [], passphrases: [], updraftPhrase: null, resticPassword: null };
  return await inspectSet(mirrorSource(mirror.containers, set), keys, { asOf: clock.now(), deep: false, site, baseline: null }, signal);
}

/** @throws {DrillError} RESTORE_REFUSED when a set changed since its procedure ended. */
async function mustBeAsTaken(mirror: Mirror, set: BackupSet): Promise<void> {
  const now = await digestOf(mirror, `${backupFolder}/${set.name}`);
  if (now !== set.digest) throw new DrillError('RESTORE_REFUSED', `The backup set ${set.name} is not what it was when it was taken.`);
}

async function mustBeLoaded({ database }: Mirror, { name }: BackupSet, table: string): Promise<void> {
  const found = await database.query('SELECT 1 AS one FROM information_schema.tables WHERE table_schema = ? AND table_name = ?', [
    besideSchema,
    database.prefix + table,
  ]);
  if (found.length === 0) throw new DrillError('RESTORE_REFUSED', `The backup set ${name} has no table ${table}.`);
}

async function asItLies(mirror: Mirror, name: string): Promise<Pick<BackupSet, 'files' | 'bytes' | 'digest'>> {
  const path = `${backupFolder}/${name}`;
  const files = await filesOf(mirror, path);
  return { files, bytes: files.reduce((sum, file) => sum + file.bytes, 0), digest: await digestOf(mirror, path) };
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
