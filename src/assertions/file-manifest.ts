import { DrillError } from '../model/errors.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/** SHA-256 by path, relative to the web root. A symbolic link stands with its target instead. */
export type Manifest = ReadonlyMap<string, string>;

/** What differs between two manifests, by path. */
export interface ManifestDifference {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  readonly added: readonly string[];
}

const webRoot = '/var/www/html';
const listScript = `cd "$0" || exit 3
{ find "$@" -type f -print0 2>/dev/null | sort -z | xargs -0 -r sha256sum -z
  find "$@" -type l -printf 'link:%l  %p\\0' 2>/dev/null | sort -z; true; }`;

/**
 * Reads every file that `find` gives for `expression` (paths first, then tests), hashed inside the web service: no
 * content leaves it. A path that is not there gives nothing.
 * @throws {DrillError} UNREACHABLE when the web service is gone, COMMAND_FAILED when it cannot be looked at.
 */
export async function manifestOf({ mirror }: RunContext, expression: readonly string[]): Promise<Manifest> {
  const listed = await mirror.containers.exec('web', ['sh', '-c', listScript, webRoot, ...expression], { timeoutMs: 120_000 });
  if (listed.code !== 0) throw new DrillError('COMMAND_FAILED', `The files of the web root could not be listed (exit ${listed.code}).`);
  const entries = listed.stdout
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line): [string, string] => {
      const at = line.indexOf('  ');
      return [line.slice(at + 2).replace(/^\.\//u, ''), line.slice(0, at)];
    });
  return new Map(entries);
}

/** Compares by path; exact. */
export function differenceOf(was: Manifest, now: Manifest): ManifestDifference {
  return {
    changed: [...was].filter(([path, digest]) => now.has(path) && now.get(path) !== digest).map(([path]) => path),
    missing: [...was.keys()].filter((path) => !now.has(path)),
    added: [...now.keys()].filter((path) => !was.has(path)),
  };
}

/** Moves a path of the web root aside; `undo` moves it back with everything it was. @throws {DrillError} COMMAND_FAILED */
export async function setAside({ mirror }: RunContext, path: string): Promise<{ undo(): Promise<void> }> {
  const aside = `/var/tmp/muster-aside-${path.replaceAll('/', '-')}`;
  const move = async (from: string, to: string): Promise<void> => {
    const done = await mirror.containers.exec('web', ['mv', '-T', '--', from, to], { user: 'root' });
    if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `${path} could not be moved (exit ${done.code}).`);
  };
  await move(`${webRoot}/${path}`, aside);
  return { undo: () => move(aside, `${webRoot}/${path}`) };
}

/** Writes a file into the web root that was not there; `undo` removes it. @throws {DrillError} COMMAND_FAILED */
export async function plantFile({ mirror }: RunContext, path: string, content: string): Promise<{ undo(): Promise<void> }> {
  const run = async (argv: readonly string[], stdin?: string): Promise<void> => {
    const done = await mirror.containers.exec('web', argv, { user: 'www-data', ...(stdin === undefined ? {} : { stdin }) });
    if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `${path} could not be planted (exit ${done.code}).`);
  };
  await run(['sh', '-c', 'mkdir -p "$(dirname "$0")" && cat > "$0"', `${webRoot}/${path}`], content);
  return { undo: () => run(['rm', '-f', '--', `${webRoot}/${path}`]) };
}
