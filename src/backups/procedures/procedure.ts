import { DrillError } from '../../model/errors.ts';
import type { Execution, ExecOptions } from '../../model/ports/containers.ts';
import type { Mirror } from '../../model/ports/mirror.ts';

/** How a site's documented procedure gets its database into a set, and out of one again. */
export interface DatabaseProcedure {
  /** The file of the set that holds the database. */
  readonly file: string;
  /** Writes the whole database into `path`, encrypted to `recipient`; nothing of it lies in clear outside the database's volume. */
  dump(mirror: Mirror, path: string, recipient: string): Promise<void>;
  /**
   * Puts the database back. What was there is touched only after the whole file opened.
   * @throws {DrillError} RESTORE_REFUSED when the key in place does not open the file, or it is cut or changed.
   */
  restore(mirror: Mirror, path: string): Promise<void>;
  /**
   * Loads single tables, named with prefix, into the database `schema`, which is there and empty. Absent where the format
   * gives out no single tables.
   * @throws {DrillError} as `restore`; also when one of the tables is not in the file.
   */
  loadTables?(mirror: Mirror, path: string, to: { readonly schema: string; readonly tables: readonly string[] }): Promise<void>;
}

/** Where the backups' volume lies in toolbox and database server. */
export const backupFolder = '/backups';
/** Where `restore-keys` puts the age identity, in toolbox. */
export const identityFile = '/run/muster/backup-identity';
/** Client options of the toolbox: server and Muster's account, whose password is on the run's tmpfs. */
export const clientOptions = '/opt/muster/client.cnf';
/** A backup or restore may take as long as its step allows; this only ends what hangs. */
export const hoursMs = 4 * 3_600_000;

/** Runs a script with its arguments in a service. @throws {DrillError} COMMAND_FAILED at any other exit than 0; never with its output. */
export async function bash(
  mirror: Mirror,
  service: 'toolbox' | 'db',
  [script, ...args]: readonly [script: string, ...args: string[]],
  options: ExecOptions = {},
): Promise<Execution> {
  return await must(mirror, service, ['bash', '-c', script, 'bash', ...args], { timeoutMs: hoursMs, ...options });
}

/** Runs a command in a service. @throws {DrillError} COMMAND_FAILED at any other exit than 0; never with its output. */
export async function must(mirror: Mirror, service: 'web' | 'toolbox' | 'db', argv: readonly string[], options: ExecOptions = {}): Promise<Execution> {
  const done = await mirror.containers.exec(service, argv, options);
  if (done.code !== 0)
    throw new DrillError('COMMAND_FAILED', `A command of the backup procedure (${argv[0] ?? ''} in ${service}) ended with exit ${done.code}.`);
  return done;
}

/** What a command in a service writes, as the input of a toolbox's script: the site itself cannot write backups. */
export async function store(
  mirror: Mirror,
  from: { readonly service: 'web' | 'db'; readonly argv: readonly string[] },
  script: readonly [script: string, ...args: string[]],
): Promise<void> {
  const { stdout, ended } = await mirror.containers.execStream(from.service, from.argv, { timeoutMs: hoursMs });
  await bash(mirror, 'toolbox', script, { stdin: stdout });
  const { code } = await ended;
  if (code !== 0)
    throw new DrillError('COMMAND_FAILED', `A command of the backup procedure (${from.argv[0] ?? ''} in ${from.service}) ended with exit ${code}.`);
}

/** The age identity that is in place; held in memory only. @throws {DrillError} RESTORE_REFUSED when there is none. */
export async function identityOf(mirror: Mirror): Promise<Buffer> {
  const { code, stdout } = await mirror.containers.exec('toolbox', ['cat', identityFile]);
  if (code !== 0 || stdout.length === 0) throw new DrillError('RESTORE_REFUSED', 'There is no age identity in place to open the backup with.');
  return stdout;
}

/** The refusal of a set that does not open. */
export function refused(path: string, why: string): DrillError {
  return new DrillError('RESTORE_REFUSED', `The backup set ${path.slice(backupFolder.length + 1)} ${why}.`);
}
