import { basename, dirname, join } from 'node:path';
import { schemaNames, type SchemaName } from './compose.ts';
import { diagnoseFile } from './diagnostic.ts';
import { displayPath, drillsFolder, isInside } from './paths.ts';
import type { Reading } from './reading.ts';
import { readSource } from './source.ts';
import { isRecord, readYaml } from './yaml-document.ts';

/** One thing that `muster validate` can check. A site stands for all its files. */
export type Target =
  | { readonly kind: 'drill' | 'site'; readonly path: string }
  | { readonly kind: 'runbook'; readonly path: string; readonly site: string | null }
  | { readonly kind: 'file'; readonly path: string; readonly schema: SchemaName }
  | { readonly kind: 'missing'; readonly path: string };

/** Folders of the drills that hold other things than definitions. */
const otherFolders: readonly string[] = ['stand-ins', 'plugins', 'node_modules', 'vendor'];
const siteFiles: readonly string[] = ['stack.yaml', 'stack.lock.yaml', 'phi-map.yaml', 'people.yaml'];
const yamlFile = /\.ya?ml$/u;

/**
 * What an absolute path stands for; a folder is searched for drills and sites. Links that lead out of that folder are
 * not followed, each is a diagnostic; a path that is given itself may be a link.
 */
export function targetsOf(reading: Reading, path: string): readonly Target[] {
  switch (reading.files.kind(path)) {
    case 'folder':
      return searchFolder(reading, path);
    case 'file':
      return [fileTarget(reading, path)];
    case 'other':
    case 'missing':
      return [{ kind: 'missing', path }];
  }
}

/** Drills below a folder, by name; what lies in sites is not looked at. */
export function drillsIn(reading: Reading, folder: string): readonly string[] {
  return searchFolder(reading, folder).flatMap((target) => (target.kind === 'drill' ? [target.path] : []));
}

function searchFolder(reading: Reading, folder: string): readonly Target[] {
  return folderTargets(reading, folder, { root: reading.files.real(folder) ?? folder, seen: new Set() });
}

/** Where a search may go, without links, and where it was. */
interface Search {
  readonly root: string;
  readonly seen: Set<string>;
}

function folderTargets(reading: Reading, folder: string, search: Search): readonly Target[] {
  const real = reading.files.real(folder) ?? folder;
  if (search.seen.has(real)) return [];
  search.seen.add(real);
  if (reading.files.kind(join(folder, 'stack.yaml')) === 'file') return [{ kind: 'site', path: folder }];
  return reading.files.list(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name.startsWith('.') || otherFolders.includes(name) || leadsOut(reading, path, search.root)) return [];
    const kind = reading.files.kind(path);
    if (kind === 'folder') return folderTargets(reading, path, search);
    return kind === 'file' && yamlFile.test(name) ? [fileTarget(reading, path)] : [];
  });
}

/** True, with a diagnostic, for what lies elsewhere in truth: nothing of it is read, and where it lies is not said. */
function leadsOut(reading: Reading, path: string, root: string): boolean {
  const real = reading.files.real(path);
  if (real === null || isInside(root, real)) return false;
  reading.diagnostics.push(
    diagnoseFile(displayPath(reading.cwd, path), {
      code: 'outside',
      message: 'is a link out of the folder that is searched, so it was not read',
      hint: 'Move the file into the folder, or name it itself.',
    }),
  );
  return true;
}

function fileTarget(reading: Reading, path: string): Target {
  const folder = dirname(path);
  if (path.endsWith('.md')) return { kind: 'runbook', path, site: siteOfRunbook(reading, folder) };
  if (siteFiles.includes(basename(path)) && reading.files.kind(join(folder, 'stack.yaml')) === 'file') return { kind: 'site', path: folder };
  const schema = schemaOf(reading, path);
  return schema === 'drill' ? { kind: 'drill', path } : { kind: 'file', path, schema };
}

function siteOfRunbook(reading: Reading, folder: string): string | null {
  return basename(folder) === 'runbooks' && reading.files.kind(join(folder, '..', 'stack.yaml')) === 'file' ? dirname(folder) : null;
}

/** By the first key that names a kind of file; a file that says nothing is taken for a drill. */
function schemaOf(reading: Reading, path: string): SchemaName {
  const source = readSource(reading.files, path, path);
  const value = 'code' in source ? undefined : readYaml(source).value;
  if (!isRecord(value) || Object.hasOwn(value, 'drill')) return 'drill';
  if (Object.hasOwn(value, 'lock')) return 'stack.lock';
  return schemaNames.find((name) => Object.hasOwn(value, name)) ?? 'drill';
}

/** The folder that a site's files may not leave: the drills folder, when the site lies in one. */
export function siteRoot(reading: Reading, site: string): string {
  const root = drillsFolder(reading.files, site);
  return root === dirname(site) ? site : root;
}
