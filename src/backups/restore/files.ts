import { Transform, type Readable, type TransformCallback } from 'node:stream';
import type { PartContent, RecognisedPart } from '../../model/backup-source.ts';
import { DrillError } from '../../model/errors.ts';
import type { ExecOptions } from '../../model/ports/containers.ts';
import { tooLarge } from '../ceiling.ts';
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

/**
 * Members that would lie outside are refused by tar itself; owners and modes of the old host mean nothing here. Folders
 * that were closed even to their owner are opened, as nobody here is root.
 */
const unpackScript = `set -eu
rm -rf -- "$1"; mkdir "$1"
tar -x -i --no-same-owner --no-same-permissions --delay-directory-restore -C "$1"
chmod -R u+rwX "$1"`;

/**
 * Where in the unpacked tree its root is, told by what lies there, and where that belongs. A link of this archive or an
 * earlier one may lead anywhere: nothing is placed through one that leaves the web root (exit 45), and such links are
 * taken out, each told by one line. Looked at anew after each archive, as two links may leave only together.
 */
const placeScript = `set -euo pipefail
stage=$1; root=$2; what=$3
within() { case $(realpath -m -- "$1" 2>/dev/null) in "$root"|"$root"/*) ;; *) return 1 ;; esac; }
merge() {
  local to
  within "$2" || exit 45
  to=$(realpath -m -- "$2")
  mkdir -p -- "$to"; cp -a --remove-destination -- "$1/." "$to/"
}
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
esac
rm -rf -- "$stage"
find "$root" -type l -print0 | while IFS= read -r -d '' link; do
  within "$link" || { rm -f -- "$link"; echo out; }
done`;

/**
 * Unpacks one archive of a set into the web root, through toolbox and stream, as the web server's user. Returns how many
 * links were left out because they led out of the web root. Says nothing of what the archive lacks.
 * What it unpacks to is taken off `budget`.
 * @throws {DrillError} RESTORE_REFUSED when it does not open or unpack, BACKUP_TOO_LARGE when it uses the budget up.
 */
export async function restoreFiles(
  mirror: Restored,
  folder: string,
  part: RecognisedPart & { readonly content: Archive },
  budget: { bytes: number },
): Promise<number> {
  const { content, envelopes } = part;
  const files = part.paths.map((path) => `${folder}/${path}`);
  if (!layersInToolbox(envelopes) && content.form === 'zip') throw new DrillError('RESTORE_REFUSED', 'A zip within this encryption cannot be opened here.');
  const args = [content.form, layersInToolbox(envelopes) ? envelopes.join(',') : '', ...(layersInToolbox(envelopes) ? files : ['-'])];
  const stdin = layersInToolbox(envelopes) ? {} : { stdin: await opened(mirror, files) };
  const { stdout, ended } = await mirror.containers.execStream('toolbox', ['bash', '-c', openScript, 'bash', ...args], { timeoutMs: unpackMs, ...stdin });
  ended.catch(() => undefined);
  const within = new Metered(budget);
  stdout.on('error', (error) => within.destroy(error)).pipe(within);
  await inWeb(mirror, unpackScript, [staging], within).catch((error: unknown) => {
    stdout.destroy();
    throw within.errored ?? error;
  });
  const { code } = await ended;
  if (code !== 0) throw refused(code === 44 ? 'a key that it needs is not in place' : 'it does not open with the key in place, or it is damaged');
  const placed = await inWeb(mirror, placeScript, [staging, webRoot, content.root]);
  return placed.split('\n').filter((line) => line === 'out').length;
}

/** Lets through as many bytes as a budget has. */
class Metered extends Transform {
  readonly #budget: { bytes: number };
  readonly #allowed: number;

  constructor(budget: { bytes: number }) {
    super();
    this.#budget = budget;
    this.#allowed = budget.bytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#budget.bytes -= chunk.length;
    if (this.#budget.bytes < 0) done(tooLarge('An archive of files of the set', this.#allowed));
    else done(null, chunk);
  }
}

async function inWeb({ containers }: Restored, script: string, args: readonly string[], stdin?: Readable): Promise<string> {
  const options: ExecOptions = { user: 'www-data', timeoutMs: unpackMs, ...(stdin === undefined ? {} : { stdin }) };
  const done = await containers.exec('web', ['bash', '-c', script, 'bash', ...args], options);
  if (done.code === 44) throw refused('it has no WordPress in it');
  if (done.code === 45) throw refused('its place lies behind a link of another archive that leads out of the web root');
  if (done.code !== 0) throw refused(`it could not be unpacked (exit ${done.code})`);
  return done.stdout.toString('utf8');
}

function refused(why: string): DrillError {
  return new DrillError('RESTORE_REFUSED', `An archive of files of the set was not restored: ${why}.`);
}
