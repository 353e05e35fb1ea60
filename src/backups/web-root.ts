import type { Mirror } from '../model/ports/mirror.ts';
import type { WebRootPart } from '../model/web-root.ts';
import { hoursMs, identityFile, refused, store } from './procedures/procedure.ts';
import { placeScript, unpackScript } from './web-root-scripts.ts';

/** The file of a set that holds the web root. */
export const archiveFile = 'web-root.tar.zst.age';

const webRoot = '/var/www/html';
const sealScript = `set -euo pipefail; zstd -q -3 | age -r "$2" -o "$1/${archiveFile}"`;
const openScript = `set -euo pipefail; age -d -i "$2" "$1" | zstd -q -d`;

/** What `placeScript` says of a set that cannot give what it is asked for. */
const noWordPress = 44;

/** A shop that sells writes its logs meanwhile: tar says by exit 1 that a file changed while it was read, and has it all the same. */
const tarScript = 'tar "$@" || test $? -eq 1';

/** The whole web root into the set, encrypted, without what the stack's procedure leaves out. The closed shop's mark is no part of it. */
export async function archiveWebRoot(mirror: Mirror, path: string, recipient: string): Promise<void> {
  const without = ['.maintenance', ...(mirror.site.backup.leavesOut ?? [])].map((one) => `--exclude=./${one}`);
  await store(mirror, { service: 'web', argv: ['sh', '-c', tarScript, 'sh', '-C', webRoot, '--anchored', ...without, '-cf', '-', '.'] }, [
    sealScript,
    path,
    recipient,
  ]);
}

/**
 * Brings parts of the web root back from a set, through toolbox and stream: nothing decrypted is written outside the web
 * root's volume. Returns the parts that the set does not hold.
 * @throws {DrillError} RESTORE_REFUSED, and then the web root is as it was.
 */
export async function restoreParts(mirror: Mirror, path: string, parts: readonly WebRootPart[]): Promise<readonly WebRootPart[]> {
  const { containers } = mirror;
  const argv = ['bash', '-c', openScript, 'bash', `${path}/${archiveFile}`, identityFile];
  const { stdout, ended } = await containers.execStream('toolbox', argv, { timeoutMs: hoursMs });
  ended.catch(() => undefined);
  const inWeb = (script: string, args: readonly string[], stdin?: typeof stdout) =>
    containers.exec('web', ['bash', '-c', script, 'bash', webRoot, ...args], { user: 'root', timeoutMs: hoursMs, ...(stdin === undefined ? {} : { stdin }) });
  const unpacked = await inWeb(unpackScript, unwanted(parts), stdout);
  const opened = await ended;
  if (opened.code !== 0) throw refused(path, 'does not open with the key in place, or its archive of files is cut');
  if (unpacked.code !== 0) throw refused(path, `opened, but its files could not be unpacked (exit ${unpacked.code})`);
  const placed = await inWeb(placeScript, parts);
  if (placed.code === noWordPress) throw refused(path, 'has no WordPress in it');
  if (placed.code !== 0) throw refused(path, `opened, but its files could not be put into their place (exit ${placed.code})`);
  const absent = new Set(placed.stdout.toString('utf8').split('\n'));
  return parts.filter((part) => absent.has(part));
}

/** Folders of the parts that may be large. */
const heavy: Readonly<Partial<Record<WebRootPart, readonly string[]>>> = {
  core: ['wp-admin', 'wp-includes'],
  plugins: ['wp-content/plugins'],
  themes: ['wp-content/themes', 'wp-content/languages'],
  uploads: ['wp-content/uploads'],
};

/** What need not be unpacked for these parts; rules of the web server may lie in any folder. */
function unwanted(parts: readonly WebRootPart[]): readonly string[] {
  if (parts.includes('web-rules')) return [];
  const others = Object.entries(heavy).filter(([part]) => !parts.some((one) => one === part));
  return others.flatMap(([, folders]) => folders.map((folder) => `--exclude=./${folder}`));
}
