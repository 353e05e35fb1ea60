import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DrillError } from '../../model/errors.ts';
import type { SecretFile } from '../../stack/secrets.ts';

/** The user's own rclone.conf, for the fetcher's tmpfs. @throws {DrillError} BACKUP_UNREADABLE when it is not there. */
export async function rcloneConfig(env: Readonly<Record<string, string | undefined>>): Promise<readonly SecretFile[]> {
  const path = env['RCLONE_CONFIG'] ?? join(env['XDG_CONFIG_HOME'] ?? join(env['HOME'] ?? homedir(), '.config'), 'rclone', 'rclone.conf');
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DrillError('BACKUP_UNREADABLE', 'The configuration of rclone is not there.', {
      hint: 'Make the remote with `rclone config`, or name its file with RCLONE_CONFIG.',
      cause,
    });
  });
  return [{ name: 'rclone.conf', content, mode: 0o600 }];
}
