import type { StepOutcome } from '../model/kind.ts';
import { DrillError } from '../model/errors.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { WebRootPart } from '../model/web-root.ts';
import { setFrom } from './sets.ts';

const incoming = '/var/www/incoming';
const root = '/var/www/html';
const whole = (...paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) => [`rm -rf ${root}/${path}`, `mv -T ${incoming}/${path} ${root}/${path}`]);
const scripts = (folder: string): readonly string[] => [
  `find ${root}${folder} -maxdepth 1 -name '*.php' ! -name wp-config.php -delete`,
  `find ${incoming}${folder} -maxdepth 1 -name '*.php' ! -name wp-config.php -exec mv -t ${root}${folder} {} +`,
];

/** What a person types for each part, once the archive is unpacked beside the web root. */
const moves: Readonly<Record<WebRootPart, readonly string[]>> = {
  core: [...whole('wp-admin', 'wp-includes'), ...scripts('')],
  plugins: whole('wp-content/plugins'),
  'must-use': whole('wp-content/mu-plugins'),
  'drop-ins': scripts('/wp-content'),
  themes: whole('wp-content/themes', 'wp-content/languages'),
  uploads: whole('wp-content/uploads'),
  config: whole('wp-config.php'),
  'web-rules': [`find ${root} -name .htaccess -delete`, `cd ${incoming} && find . -name .htaccess -exec cp -p --parents {} ${root} ';'`],
};

/** What a person types to bring parts of the web root back, each as a whole, from the archive of a set. */
export function commandsToRestore(from: string, parts: readonly WebRootPart[]): readonly string[] {
  return [
    `mkdir -p ${incoming} ${root}/wp-content`,
    `age -d -i backup-identity <${from} set>/web-root.tar.zst.age | zstd -d | tar -x -p -C ${incoming}`,
    ...parts.flatMap((part) => moves[part]),
  ];
}

/** Why Muster's way is only equivalent to what stands in the document. */
export const ownWay = 'Muster chose the set itself and moved the files into place with a script of its own, each part as a whole';

/**
 * Brings parts of the web root back from a set; outputs say which of them the set does not hold: a person who unpacks an
 * archive is not told either.
 * @throws {DrillError} STEP_FAILED when the set holds none of them; RESTORE_REFUSED.
 */
export async function restoreParts({ backups }: RunContext, from: string, parts: readonly WebRootPart[]): Promise<StepOutcome> {
  const set = setFrom(backups.sets, from);
  const { bytes, absent } = await backups.restoreFiles(set, parts);
  if (absent.length === parts.length) throw new DrillError('STEP_FAILED', `The set ${set.name} holds nothing of ${parts.join(', ')}.`);
  const text = `${parts.filter((part) => !absent.includes(part)).join(', ')} restored from ${set.name}${absent.length === 0 ? '' : `; not in it: ${absent.join(', ')}`}`;
  return { text, outputs: { set: set.name, bytes, absent: [...absent] } };
}
