import type { Readable } from 'node:stream';
import type { PartContent, RecognisedPart } from '../../model/backup-source.ts';
import { DrillError } from '../../model/errors.ts';

import { layersInToolbox, opened, type Restored } from './open.ts';

type Archive = Extract<PartContent, { kind: 'archive' }>;

const webRoot = '/var/www/html';
/** On the web root's own volume, so that what was unpacked is moved and not copied. */
const staging = `${webRoot}/.muster-unpacked`;
const unpackMs = 4 * 3_600_000;

const openScript = `set -euo pipefail
form=$1; layers=$2; shift 2
if [ "$form" = zip ] && [ "$layers" = '' ]; then for one in "$@"; do bsdtar -cf - "@$one"; done
elif [ "$form" = zip ]; then for one in "$@"; do /opt/muster/open-part "$layers" "$one" | bsdtar -cf - @-; done
else /opt/muster/open-part "$layers" "$@"; fi`;

/** Members that would lie outside are refused by tar itself; owners and modes of the old host mean nothing here. */
const unpackScript = `set -eu; mkdir -p "$1"; tar -x -i --no-same-owner --no-same-permissions --delay-directory-restore -C "$1"`;

/** Where in the unpacked tree its root is, told by what lies there, and where that belongs. */
const placeScript = `set -euo pipefail
stage=$1; root=$2; what=$3
merge() { mkdir -p "$2"; cp -a --remove-destination "$1/." "$2/"; }
case $what in
  web-root)
    version=$(find "$stage" -maxdepth 6 -path '*/wp-includes/version.php' -print -quit)
    [ -n "$version" ] || exit 44
    merge "\${version%/wp-includes/version.php}" "$root" ;;
  wp-content)
    found=$(find "$stage" -maxdepth 4 -type d -name wp-content -print -quit)
    merge "\${found:-$stage}" "$root/wp-content" ;;
  others) merge "$stage" "$root/wp-content" ;;
  *)
    found=$(find "$stage" -maxdepth 4 -type d -name "$what" -print -quit)
    merge "\${found:-$stage}" "$root/wp-content/$what" ;;
esac`;

/**
 * Unpacks one archive of a set into the web root, through toolbox and stream. Says nothing of what the archive lacks.
 * @throws {DrillError} RESTORE_REFUSED when it does not open or unpack.
 */
export async function restoreFiles(mirror: Restored, folder: string, part: RecognisedPart & { readonly content: Archive }): Promise<void> {
  const { content, envelopes } = part;
  const files = part.paths.map((path) => `${folder}/${path}`);
  if (!layersInToolbox(envelopes) && content.form === 'zip') throw new DrillError('RESTORE_REFUSED', 'A zip within this encryption cannot be opened here.');
  const args = [content.form, layersInToolbox(envelopes) ? envelopes.join(',') : '', ...(layersInToolbox(envelopes) ? files : ['-'])];
  const stdin = layersInToolbox(envelopes) ? {} : { stdin: await opened(mirror, files) };
  const { stdout, ended } = await mirror.containers.execStream('toolbox', ['bash', '-c', openScript, 'bash', ...args], { timeoutMs: unpackMs, ...stdin });
  ended.catch(() => undefined);
  await inWeb(mirror, unpackScript, [staging], stdout);
  const { code } = await ended;
  if (code !== 0) throw refused(code === 44 ? 'a key that it needs is not in place' : 'it does not open with the key in place, or it is damaged');
  await inWeb(mirror, placeScript, [staging, webRoot, content.root]);
  await inWeb(mirror, 'rm -rf "$1"', [staging]);
}

async function inWeb({ containers }: Restored, script: string, args: readonly string[], stdin?: Readable): Promise<void> {
  const done = await containers.exec('web', ['bash', '-c', script, 'bash', ...args], { timeoutMs: unpackMs, ...(stdin === undefined ? {} : { stdin }) });
  if (done.code === 44) throw refused('it has no WordPress in it');
  if (done.code !== 0) throw refused(`it could not be unpacked (exit ${done.code})`);
}

function refused(why: string): DrillError {
  return new DrillError('RESTORE_REFUSED', `An archive of files of the set was not restored: ${why}.`);
}
