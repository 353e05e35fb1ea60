import type { Readable } from 'node:stream';
import { DrillError } from '../../model/errors.ts';
import type { Containers, ExecOptions } from '../../model/ports/containers.ts';

/** Files of a component as a tar stream: below `./`, without a folder of their own. */
export interface ComponentFiles {
  readonly slug: string;
  readonly tar: () => Readable;
}

/** What WordPress loads beside core. */
export type ComponentPlace = 'plugin' | 'must-use' | 'drop-in' | 'theme';

const webRoot = '/var/www/html';
const folders = { plugin: '/plugins', 'must-use': '/mu-plugins', theme: '/themes', 'drop-in': '' } as const;

/** The folder in the web container in which WordPress looks for components of a kind. */
export function folderOf(place: ComponentPlace): string {
  return `${webRoot}/wp-content${folders[place]}`;
}

/** WordPress core into the web root, over what is there or beneath it: Debian's of the image, or the files given. */
export async function placeCore(containers: Containers, core: ComponentFiles | null, how: 'over' | 'beneath' = 'over'): Promise<void> {
  const beneath = how === 'beneath';
  if (core === null) await inWeb(containers, ['cp', '-a', ...(beneath ? ['-n'] : []), '/usr/src/wordpress/.', `${webRoot}/`]);
  else await unpack(containers, webRoot, core, beneath ? ['--skip-old-files'] : []);
}

/** One component to where WordPress loads it: a folder of its own, or a single file beside the others. */
export async function placeComponent(containers: Containers, place: ComponentPlace, files: ComponentFiles): Promise<void> {
  const base = folderOf(place);
  await unpack(containers, files.slug.endsWith('.php') ? base : `${base}/${files.slug}`, files);
}

/** `wp-config.php` as given, a new file: never through a link that a backup brought in its place. */
export async function placeConfig(containers: Containers, text: string): Promise<void> {
  await inWeb(containers, ['sh', '-c', 'set -e; rm -rf -- "$1"; cat > "$1"', 'sh', `${webRoot}/wp-config.php`], { stdin: text });
}

/** The shop's PHI key lies outside web root and database, readable by the web server alone. */
export async function placeVaultKey(containers: Containers, vaultKeyFile: Buffer): Promise<void> {
  const script = 'set -e; umask 337; rm -f "$1.new"; cat > "$1.new"; chown -h root:www-data "$1.new"; mv -T "$1.new" "$1"';
  await inWeb(containers, ['sh', '-c', script, 'sh', '/etc/phi-vault/keys.json'], { stdin: vaultKeyFile, user: 'root' });
}

async function unpack(containers: Containers, folder: string, { tar }: ComponentFiles, how: readonly string[] = []): Promise<void> {
  await inWeb(containers, ['mkdir', '-p', folder]);
  await inWeb(containers, ['tar', '-x', ...how, '--no-same-owner', '-C', folder], { stdin: tar() });
}

/** As the web server's user: a link in the way leads no further than the shop could go itself. */
async function inWeb(containers: Containers, argv: readonly string[], options: ExecOptions = {}): Promise<void> {
  const done = await containers.exec('web', argv, { timeoutMs: 120_000, user: 'www-data', ...options });
  if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `Building the site: ${argv[0] ?? ''} ended with exit ${done.code}.`);
}
