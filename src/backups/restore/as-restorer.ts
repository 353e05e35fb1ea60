import { randomBytes } from 'node:crypto';
import { DrillError } from '../../model/errors.ts';
import type { Restored } from './open.ts';

/** Made by the server at every start, locked, with rights on the shop's database alone (stack/secrets.ts). */
const account = "'restorer'@'%'";
const options = '/run/muster/restorer.cnf';

/**
 * Opens the account that a foreign dump is imported with for as long as `work` takes, and gives it the client's options
 * file in the toolbox. Whatever triggers, events and routines the dump brings are this account's, so they can do no more
 * than the shop itself; it stays, locked, because they could not run without it.
 * @throws {DrillError} COMMAND_FAILED, DATABASE_ERROR; and whatever `work` throws.
 */
export async function asRestorer<T>(mirror: Restored, work: (clientOptions: string) => Promise<T>): Promise<T> {
  const password = randomBytes(24).toString('hex');
  await mirror.database.execute(`ALTER USER ${account} IDENTIFIED BY ? ACCOUNT UNLOCK`, [password]);
  try {
    const file = `!include /opt/muster/client.cnf\n[client]\nuser = restorer\npassword = ${password}\n`;
    await inToolbox(mirror, 'umask 077; cat > "$1"', file);
    const result = await work(options);
    await close(mirror);
    return result;
  } catch (error) {
    // The first failure is the one to tell; a server that starts again locks the account by itself.
    await close(mirror).catch(() => undefined);
    throw error;
  }
}

async function close(mirror: Restored): Promise<void> {
  await mirror.database.execute(`ALTER USER ${account} ACCOUNT LOCK`);
  await inToolbox(mirror, 'rm -f "$1"', '');
}

async function inToolbox({ containers }: Restored, script: string, stdin: string): Promise<void> {
  const { code } = await containers.exec('toolbox', ['sh', '-c', script, 'sh', options], { stdin });
  if (code !== 0) throw new DrillError('COMMAND_FAILED', `The options of the restoring account could not be written or removed (exit ${code}).`);
}
