import { access, constants, mkdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { DrillError } from '../../model/errors.ts';

const hint = 'Say with --withhold-to age1… who may read evidence that has to be withheld: then no key is made here.';

/**
 * The folder in the user's own state folder for keys of evidence that has to be withheld; made, for its owner alone.
 * Asked for before a run, as a key that cannot be kept would leave that evidence readable.
 * @throws {DrillError} INVALID_FLAG when it lies among the reports, which may be uploaded whole, or cannot be written.
 */
export async function withheldKeys(env: Readonly<Record<string, string | undefined>>, out: string): Promise<string> {
  const folder = join(env['XDG_STATE_HOME'] ?? join(env['HOME'] ?? homedir(), '.local', 'state'), 'muster', 'withheld-keys');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new DrillError('INVALID_FLAG', `A key for evidence that has to be withheld could not be kept in ${folder}.`, { hint, cause });
  }
  const [keys, reports] = await Promise.all([realpath(folder), realpath(out).catch(() => out)]);
  if (!`${keys}${sep}`.startsWith(`${reports}${sep}`)) return folder;
  throw new DrillError('INVALID_FLAG', `A key for evidence that has to be withheld would lie among the reports (${folder}).`, { hint });
}
