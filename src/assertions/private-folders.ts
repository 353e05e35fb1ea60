import { randomUUID } from 'node:crypto';
import { DrillError } from '../model/errors.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { variantOf } from '../model/variant.ts';

/** What WooCommerce guards by a `.htaccess` alone, which nginx does not read. Looked into where they are. */
const commerceFolders = ['/wp-content/uploads/wc-logs', '/wp-content/uploads/woocommerce_uploads'];
const webRoot = '/var/www/html';

/** Makes the folder if it is asked for ($3), puts a file into it, and says where it was made. Links are not followed. */
const plantScript = [
  'set -e; cd "$1"',
  'case "$(realpath -m -- "$2")" in "$1"/*) ;; *) exit 3 ;; esac',
  'if [ ! -d "$2" ]; then [ "$3" = make ] || exit 4; mkdir -p "$2"; echo made; fi',
  'cat > "$2/$4"',
].join('\n');
const takeScript = 'cd "$1" && rm -f "$2/$4" && if [ "$3" = made ]; then rmdir -p --ignore-fail-on-non-empty "$2"; fi';

/**
 * Puts a file with a random word into every folder that must not be served and asks for it as nobody: the folders that
 * the stack file denies, and WooCommerce's own where they exist. The file is taken away again.
 */
export async function lookIntoFolders(context: RunContext): Promise<{ readonly looked: number; readonly open: number; readonly down: boolean }> {
  const { deny } = variantOf(context.mirror.site);
  let [looked, open, down] = [0, 0, false];
  for (const folder of new Set([...deny, ...commerceFolders])) {
    const seen = await lookInto(context, folder, deny.includes(folder));
    if (seen === null) continue;
    looked += 1;
    if (seen.open) open += 1;
    down ||= seen.down;
  }
  return { looked, open, down };
}

/** Null when the folder is not there and need not be. */
async function lookInto({ mirror }: RunContext, folder: string, declared: boolean): Promise<{ readonly open: boolean; readonly down: boolean } | null> {
  const [name, word] = [`muster-${randomUUID()}.txt`, randomUUID()];
  const inWeb = (script: string, how: string, stdin: string) =>
    mirror.containers.exec('web', ['sh', '-c', script, 'sh', webRoot, folder.slice(1), how, name], { user: 'www-data', stdin });
  const planted = await inWeb(plantScript, declared ? 'make' : 'leave', word);
  if (planted.code !== 0 && declared) throw new DrillError('COMMAND_FAILED', `web: no file could be put into ${folder} to ask for (exit ${planted.code}).`);
  if (planted.code !== 0) return null;
  try {
    await using nobody = mirror.http.session();
    const { status, text } = await nobody.request({ path: `${folder}/${name}` });
    return { open: text.includes(word), down: status >= 500 };
  } finally {
    await inWeb(takeScript, planted.stdout.toString('utf8').trim(), '');
  }
}
