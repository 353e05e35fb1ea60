import { resolve } from 'node:path';
import { DrillError } from '../model/errors.ts';

/** Where a backup lies, as `--backup` names it. `title` is printable: it has no credentials. */
export type Where =
  | { readonly kind: 'folder'; readonly title: string; readonly path: string }
  | { readonly kind: 'rclone'; readonly title: string; readonly remote: string }
  | { readonly kind: 'restic'; readonly title: string; readonly repository: string; readonly snapshot: string };

/**
 * `PATH`, `rclone:REMOTE:PATH` (a remote of the user's own rclone.conf) or `restic:REPOSITORY[#SNAPSHOT]`.
 * @throws {DrillError} INVALID_FLAG when a remote or a repository is not named.
 */
export function readWhere(text: string, cwd: string): Where {
  if (text.startsWith('rclone:')) return rcloneWhere(text.slice('rclone:'.length));
  if (text.startsWith('restic:')) return resticWhere(text.slice('restic:'.length));
  if (text === '') throw new DrillError('INVALID_FLAG', '--backup must name a folder, rclone:REMOTE:PATH or restic:REPOSITORY.');
  return { kind: 'folder', title: text, path: resolve(cwd, text) };
}

/** A remote may be given with options that say where it is (`:webdav,url=…:path`); they are for rclone alone. */
function rcloneWhere(remote: string): Where {
  const parts = /^(:?[A-Za-z0-9_.+@ -]+)((?:,(?:"[^"]*"|'[^']*'|[^:"'])*)?):(.*)$/u.exec(remote);
  if (parts === null || remote.startsWith('-')) throw new DrillError('INVALID_FLAG', '--backup rclone: must name a remote and a path, as rclone:REMOTE:PATH.');
  mustHoldNoCredentials(parts[2] ?? '');
  return { kind: 'rclone', title: `rclone:${parts[1] ?? ''}:${withoutCredentials(parts[3] ?? '')}`, remote };
}

function resticWhere(text: string): Where {
  const at = text.lastIndexOf('#');
  const repository = at < 0 ? text : text.slice(0, at);
  const snapshot = at < 0 ? 'latest' : text.slice(at + 1);
  if (repository === '' || !/^[a-z0-9]{1,64}$/u.test(snapshot))
    throw new DrillError('INVALID_FLAG', '--backup restic: must name a repository, as restic:REPOSITORY or restic:REPOSITORY#SNAPSHOT.');
  return { kind: 'restic', title: `restic:${withoutCredentials(repository)}#${snapshot}`, repository, snapshot };
}

/** Options that say where a remote is; whatever else there is may open it. */
const harmless: ReadonlySet<string> = new Set(['url', 'host', 'port', 'user', 'account', 'vendor', 'provider', 'region', 'endpoint', 'env_auth']);

/** rclone takes options on its command line only, which everybody on the host can read. */
function mustHoldNoCredentials(options: string): void {
  for (const [, name = '', value = ''] of options.matchAll(/,([^,=]+)(?:=((?:"[^"]*")+|(?:'[^']*')+|[^,]*))?/gu)) {
    if (harmless.has(name) && !/[@?]/u.test(value)) continue;
    throw new DrillError(
      'INVALID_FLAG',
      `--backup rclone: the option ${/^\w+$/u.test(name) ? name : ''} may hold credentials, and a command line is read by everybody on this host.`,
      {
        hint: 'Make a remote of it with `rclone config` and name that: rclone:REMOTE:PATH.',
      },
    );
  }
}

/** Up to the last at sign before the path: a password may have one of its own. */
function withoutCredentials(address: string): string {
  return address.replace(/\/\/[^/]*@/u, '//').replace(/[?].*$/u, '');
}
