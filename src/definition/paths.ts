import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Problem } from './diagnostic.ts';
import type { FileKind, Files } from './files.ts';
import { nameList, nearest } from './nearest.ts';

/** A path as a definition names it. */
interface NamedPath {
  /** The folder that nothing may leave. */
  readonly root: string;
  /** The folder that the path is relative to. */
  readonly base: string;
  readonly text: string;
  readonly wanted: FileKind & ('file' | 'folder');
  /** What it is, for the message: `the site`. */
  readonly what: string;
}

/**
 * The absolute path, when it exists and stays inside `root`, also behind symbolic links. A path that leaves the root
 * by its text alone is refused without a look at the disk, so that nobody learns what lies there.
 */
export function resolveInside(files: Files, named: NamedPath): { readonly path: string } | { readonly problem: Problem } {
  const path = resolve(named.base, named.text);
  const outside = {
    problem: {
      code: 'outside',
      message: `${named.what} "${named.text}" lies outside the folder of the drills`,
      hint: 'A definition reads nothing outside its own folder: move the file into it.',
    },
  } as const;
  if (!isInside(named.root, path)) return outside;
  const kind = files.kind(path);
  const real = files.real(path);
  if (kind !== 'missing' && real !== null && !isInside(files.real(named.root) ?? named.root, real)) return outside;
  if (kind === named.wanted) return { path };
  if (kind !== 'missing')
    return { problem: { code: 'missing-file', message: `${named.what} "${named.text}" is not a ${named.wanted}`, hint: `Name a ${named.wanted}.` } };
  return { problem: missing(files, named, path) };
}

/** True when `path` is `root` or lies below it, by its text. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** The nearest folder above a drill that holds `sites/`; the drill's own folder when there is none. */
export function drillsFolder(files: Files, drill: string): string {
  for (let folder = dirname(drill); ; folder = dirname(folder)) {
    if (files.kind(join(folder, 'sites')) === 'folder') return folder;
    if (folder === dirname(folder)) return dirname(drill);
  }
}

/** A path as messages show it: relative to `cwd` when it lies below. */
export function displayPath(cwd: string, path: string): string {
  const way = relative(cwd, path);
  return way !== '' && isInside(cwd, path) ? way : path;
}

function missing(files: Files, named: NamedPath, path: string): Problem {
  const folder = dirname(path);
  const names = isInside(named.root, folder) ? files.list(folder).filter((name) => files.kind(join(folder, name)) === named.wanted) : [];
  const meant = nearest(basename(path), names);
  const hint = meant === undefined ? (names.length === 0 ? 'Name one that exists.' : `There are: ${nameList(names)}.`) : `Did you mean "${meant}"?`;
  return { code: 'missing-file', message: `${named.what} "${named.text}" does not exist`, hint, nearest: meant };
}
