import { randomUUID } from 'node:crypto';
import { DrillError } from '../model/errors.ts';
import type { RunContext } from '../model/ports/run-context.ts';

const webRoot = '/var/www/html';

/**
 * Puts a file with a random word ($2) at a path of the web root, its folders made where they are not; links are not
 * followed out of it. Where a file is already, it is left as it is. Says `planted` and the first folder that was made.
 */
const plantScript = `set -e; cd "$0"; p=".$1"
case "$(realpath -m -- "$p")" in "$0"/*) ;; *) exit 3 ;; esac
if [ -e "$p" ] || [ -L "$p" ]; then echo there; exit; fi
made=""; d=$(dirname "$p"); while [ ! -d "$d" ]; do made=$d; d=$(dirname "$d"); done
mkdir -p "$(dirname "$p")"; cat > "$p"; echo "planted $made"`;
const takeScript = `cd "$0" && rm -f -- ".$1" && { [ -z "$2" ] || rm -rf -- "$2"; }`;
/** What lies there, so that it is known from what is served; a file without a byte tells nothing. */
const readScript = `cd "$0" && head -c 65536 -- ".$1"`;

/**
 * Whether a file of the web root is served to nobody in particular; it is seen to be there first. \`absent` when what lies
 * there holds nothing to be known by.
 * @throws {DrillError} COMMAND_FAILED when no file can be put there, UNREACHABLE.
 */
export async function lookAtFile({ mirror }: RunContext, path: string): Promise<'served' | 'kept' | 'down' | 'absent'> {
  const word = randomUUID();
  const inWeb = (script: string, args: readonly string[], stdin = '') =>
    mirror.containers.exec('web', ['sh', '-c', script, webRoot, path, ...args], { user: 'www-data', stdin });
  const planted = await inWeb(plantScript, [], word);
  if (planted.code !== 0) throw new DrillError('COMMAND_FAILED', `web: no file could be put at ${path} to ask for (exit ${planted.code}).`);
  const [how = '', made = ''] = planted.stdout.toString('utf8').trim().split(' ');
  try {
    const lies = (await inWeb(readScript, [])).stdout.toString('utf8');
    if (lies.trim() === '') return 'absent';
    await using nobody = mirror.http.session();
    const { status, text } = await nobody.request({ path });
    if (how === 'planted' ? text.includes(word) : status === 200 && text.startsWith(lies)) return 'served';
    return status >= 500 ? 'down' : 'kept';
  } finally {
    if (how === 'planted') await inWeb(takeScript, [made]);
  }
}
