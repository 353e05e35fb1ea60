import { join } from 'node:path';
import { checkPeople, roleIds } from './check-people.ts';
import { checkPhiMap } from './check-phi-map.ts';
import { checkWholeMap } from './merge-maps.ts';
import { checkRunbook } from './check-runbook.ts';
import { checkStack, orderedPlugins, pluginSlugs, type SitePlace } from './check-stack.ts';
import type { SchemaName } from './compose.ts';
import { diagnoseFile } from './diagnostic.ts';
import { displayPath, resolveInside } from './paths.ts';
import { loadRunbook, loadYaml, note, type Reading } from './reading.ts';
import type { RunbookDocument } from './runbook-document.ts';
import { textAt, textsAt } from './values.ts';
import type { YamlDocument } from './yaml-document.ts';

/** The documents of a site; null where one could not be read. */
export interface SiteDocuments {
  readonly place: SitePlace;
  readonly stack: YamlDocument | null;
  readonly lock: YamlDocument | null;
  readonly phiMap: YamlDocument | null;
  /** Maps that the map includes, the deepest first. */
  readonly included: readonly YamlDocument[];
  readonly people: YamlDocument | null;
}

/** Reads and checks a site's stack, lock, PHI map and people. */
export function readSite(reading: Reading, place: SitePlace): SiteDocuments {
  const people = siteFile(reading, place, 'people', 'needed');
  const roles = roleIds(people);
  if (people !== null) checkPeople(reading, people);
  const stack = siteFile(reading, place, 'stack', 'needed');
  if (stack !== null) checkStack(reading, stack, place, roles);
  const lock = siteFile(reading, place, 'stack.lock', 'optional');
  if (lock !== null) checkLock(reading, lock, textAt(stack?.value, 'stack'));
  const phiMap = siteFile(reading, place, 'phi-map', 'needed');
  const included = phiMap === null ? [] : includedMaps(reading, place, phiMap, [phiMap.source.path]);
  for (const map of [...included, ...(phiMap === null ? [] : [phiMap])]) checkPhiMap(reading, map, { roles, plugins: pluginSlugs(stack) });
  if (phiMap !== null) checkWholeMap(reading, [...included, phiMap]);
  return { place, stack, lock, phiMap, included, people };
}

/** Reads and checks one runbook against its site; `site` is null for a runbook that stands alone. */
export function readSiteRunbook(reading: Reading, path: string, site: SiteDocuments | null): RunbookDocument | null {
  const runbook = loadRunbook(reading, path);
  if (runbook !== null)
    checkRunbook(reading, runbook, { roles: roleIds(site?.people ?? null), plugins: site === null || site.stack === null ? null : orderedPlugins(site.stack) });
  return runbook;
}

/**
 * Paths of all runbooks of a site: its own, and of the folder that it shares those that it has not itself. What leads out of
 * the drills by a link is a diagnostic, and is not read.
 */
export function siteRunbooks(reading: Reading, place: SitePlace, stack: YamlDocument | null): readonly string[] {
  const inside = (base: string, text: string, wanted: 'file' | 'folder'): readonly string[] => {
    const found = resolveInside(reading.files, { root: place.root, base, text, wanted, what: wanted === 'file' ? 'the runbook' : 'the folder' });
    if ('path' in found) return [found.path];
    reading.diagnostics.push(diagnoseFile(displayPath(reading.cwd, join(base, text)), found.problem));
    return [];
  };
  const runbooksIn = (folder: string): readonly (readonly [name: string, folder: string])[] =>
    inside(place.folder, folder, 'folder').flatMap((path) =>
      reading.files
        .list(path)
        .filter((name) => name.endsWith('.md') && name !== 'README.md')
        .map((name) => [name, path] as const),
    );
  const folders = runbookFolders(stack).filter((folder) => folder !== ownRunbooks || reading.files.kind(join(place.folder, folder)) !== 'missing');
  // The site's own come first, and the first of a name counts.
  const byName = new Map(folders.flatMap(runbooksIn).toReversed());
  return [...byName].toReversed().flatMap(([name, folder]) => inside(folder, name, 'file'));
}

/** Where a site's runbooks lie, relative to it: its own folder first. */
export function runbookFolders(stack: YamlDocument | null): readonly string[] {
  const shared = textAt(stack?.value, 'shared-runbooks');
  return shared === undefined ? [ownRunbooks] : [ownRunbooks, shared];
}

const ownRunbooks = 'runbooks';

function siteFile(reading: Reading, place: SitePlace, schema: SchemaName, presence: 'needed' | 'optional'): YamlDocument | null {
  const name = `${schema}.yaml`;
  const found = resolveInside(reading.files, { root: place.root, base: place.folder, text: name, wanted: 'file', what: 'the file' });
  if ('path' in found) return loadYaml(reading, found.path, schema);
  const path = join(place.folder, name);
  if (presence === 'needed' || reading.files.kind(path) !== 'missing')
    reading.diagnostics.push(
      diagnoseFile(displayPath(reading.cwd, path), {
        ...found.problem,
        message: `${found.problem.message}: a site needs stack.yaml, phi-map.yaml and people.yaml`,
      }),
    );
  return null;
}

function checkLock(reading: Reading, lock: YamlDocument, stack: string | undefined): void {
  const id = textAt(lock.value, 'lock');
  if (id === undefined || stack === undefined || id === stack) return;
  note(
    reading,
    lock,
    { path: ['lock'] },
    { code: 'unknown-reference', message: `this lock is of the stack "${id}", not of "${stack}"`, hint: 'Write it again with `muster lock`.' },
  );
}

/** A map that includes itself, by whatever way, is read once. */
export function includedMaps(reading: Reading, place: SitePlace, map: YamlDocument, seen: string[]): readonly YamlDocument[] {
  return textsAt(map.value, 'include').flatMap(({ value, path }) => {
    const found = resolveInside(reading.files, { root: place.root, base: join(map.source.path, '..'), text: value, wanted: 'file', what: 'the included map' });
    if ('problem' in found) {
      note(reading, map, { path }, found.problem);
      return [];
    }
    if (seen.includes(found.path)) return [];
    seen.push(found.path);
    const document = loadYaml(reading, found.path, 'phi-map');
    return document === null ? [] : [...includedMaps(reading, place, document, seen), document];
  });
}
