import { resolve } from 'node:path';
import { checkDrill } from './check-drill.ts';
import { roleIds } from './check-people.ts';
import type { SitePlace } from './check-stack.ts';
import { diagnoseFile } from './diagnostic.ts';
import { displayPath, drillsFolder, isInside, resolveInside } from './paths.ts';
import { loadYaml, note, type Reading } from './reading.ts';
import type { RunbookDocument } from './runbook-document.ts';
import { readSite, readSiteRunbook, type SiteDocuments } from './site-reading.ts';
import { recordsAt, textAt } from './values.ts';
import type { YamlDocument } from './yaml-document.ts';

/** A drill to read; paths are absolute or relative to the reading's `cwd`. */
export interface DrillRequest {
  readonly drill: string;
  /** Takes the place of the drill's own site; may lie outside the drills folder. */
  readonly site?: string;
}

/** Every document of one drill; null where one could not be read. */
export interface DrillDocuments {
  readonly root: string;
  readonly drill: YamlDocument | null;
  readonly site: SiteDocuments | null;
  readonly siteFrom: 'drill' | 'flag';
  readonly runbook: RunbookDocument | null;
}

/** Reads and checks everything that one drill names; what is wrong is in `reading.diagnostics`. */
export function readDrill(reading: Reading, request: DrillRequest): DrillDocuments {
  const path = resolve(reading.cwd, request.drill);
  const root = drillsFolder(reading.files, path);
  const drill = loadYaml(reading, path, 'drill');
  const place = request.site === undefined ? drillSite(reading, root, drill) : flagSite(reading, root, request.site);
  const site = place === null ? null : readSite(reading, place);
  const runbook = drill === null || site === null ? null : drillRunbook(reading, drill, site);
  const associates = recordsAt(site?.people?.value, 'business-associates').flatMap(({ value }) => textAt(value, 'id') ?? []);
  if (drill !== null) checkDrill(reading, drill, { roles: roleIds(site?.people ?? null), associates });
  return { root, drill, site, siteFrom: request.site === undefined ? 'drill' : 'flag', runbook };
}

function drillSite(reading: Reading, root: string, drill: YamlDocument | null): SitePlace | null {
  const text = textAt(drill?.value, 'site');
  if (drill === null || text === undefined) return null;
  const found = resolveInside(reading.files, { root, base: root, text, wanted: 'folder', what: 'the site' });
  if ('path' in found) return { root, folder: found.path };
  note(reading, drill, { path: ['site'] }, found.problem);
  return null;
}

function flagSite(reading: Reading, root: string, text: string): SitePlace | null {
  const folder = resolve(reading.cwd, text);
  if (reading.files.kind(folder) === 'folder') return { root: isInside(root, folder) ? root : folder, folder };
  reading.diagnostics.push(
    diagnoseFile(displayPath(reading.cwd, folder), {
      code: 'missing-file',
      message: 'is not a folder: --site names the folder of a site',
      hint: 'Name a folder that holds stack.yaml.',
    }),
  );
  return null;
}

function drillRunbook(reading: Reading, drill: YamlDocument, site: SiteDocuments): RunbookDocument | null {
  const name = textAt(drill.value, 'runbook');
  // Any other text is already a diagnostic of the schema, and must not become a path.
  if (name === undefined || !/^[a-z0-9-]+$/u.test(name)) return null;
  const found = resolveInside(reading.files, {
    root: site.place.root,
    base: resolve(site.place.folder, 'runbooks'),
    text: `${name}.md`,
    wanted: 'file',
    what: 'the runbook',
  });
  if ('path' in found) return readSiteRunbook(reading, found.path, site);
  note(reading, drill, { path: ['runbook'] }, found.problem);
  return null;
}
