import { randomBytes } from 'node:crypto';
import { pack } from 'tar-stream';
import { execOrThrow } from './exec.ts';
import type { Place } from './exec.ts';

/** Passwords of one run: random, in memory, never on a command line or in an environment. */
export interface RunSecrets {
  readonly musterPassword: string;
  readonly wordpressPassword: string;
  readonly cachePassword: string;
  /** Opens the encrypted tablespaces, 64 hexadecimal digits; belongs to the snapshot. Null where they are not encrypted. */
  readonly tableKey: string | null;
}

export const databaseName = 'wordpress';
const siteAccount = 'wordpress';
export const musterAccount = 'muster';
/** Imports what others wrote: rights on the site's database alone, open only during a restore (backups/restore/as-restorer.ts). */
const restoringAccount = 'restorer';

function password(): string {
  return randomBytes(24).toString('hex');
}

export function makeSecrets(tableKey: string | null): RunSecrets {
  return { musterPassword: password(), wordpressPassword: password(), cachePassword: password(), tableKey };
}

export interface SecretFile {
  readonly name: string;
  readonly content: string;
  readonly mode: number;
  readonly gid?: number;
}

/** Writes files into a service's tmpfs through an exec's standard input; its entrypoint goes on when all are there. */
export async function deliver(place: Place, files: readonly SecretFile[]): Promise<void> {
  const archive = pack();
  for (const file of files) archive.entry({ name: file.name, mode: file.mode, uid: 0, gid: file.gid ?? 0 }, file.content);
  archive.entry({ name: '.ready', mode: 0o644 }, '');
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  await execOrThrow(place, ['tar', '-x', '-p', '--numeric-owner', '-C', '/run/muster'], { stdin: Buffer.concat(chunks), timeoutMs: 15_000 });
}

/**
 * Makes the run's accounts; run by the server at every start, before it accepts connections. Keeps a lock that
 * was put on the site's account: `ALTER USER … IDENTIFIED` does not open it.
 */
export function initSql(secrets: RunSecrets): string {
  return [
    `CREATE DATABASE IF NOT EXISTS ${databaseName} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;`,
    ...accountSql(musterAccount, secrets.musterPassword),
    ...accountSql(siteAccount, secrets.wordpressPassword),
    `GRANT ALL PRIVILEGES ON *.* TO '${musterAccount}'@'%' WITH GRANT OPTION;`,
    `GRANT ALL PRIVILEGES ON ${databaseName}.* TO '${siteAccount}'@'%';`,
    `CREATE USER IF NOT EXISTS '${restoringAccount}'@'%';`,
    `ALTER USER '${restoringAccount}'@'%' ACCOUNT LOCK;`,
    `GRANT ALL PRIVILEGES ON ${databaseName}.* TO '${restoringAccount}'@'%';`,
    '',
  ].join('\n');
}

function accountSql(name: string, word: string): readonly string[] {
  return [`CREATE USER IF NOT EXISTS '${name}'@'%';`, `ALTER USER '${name}'@'%' IDENTIFIED BY '${word}';`];
}

export function accountFile(secrets: RunSecrets): SecretFile {
  return { name: 'account.cnf', content: `[client]\nuser = ${musterAccount}\npassword = ${secrets.musterPassword}\n`, mode: 0o600 };
}

/** What the site's configuration reads: host, name, user and password of its database. */
export function siteDatabaseFile(secrets: RunSecrets, gid: number): SecretFile {
  return {
    name: 'database.json',
    content: JSON.stringify({ host: 'db', name: databaseName, user: siteAccount, password: secrets.wordpressPassword }),
    mode: 0o640,
    gid,
  };
}
