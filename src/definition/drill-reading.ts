import { resolve } from 'node:path';
import { checkDrill } from './check-drill.ts';
import { checkProtection } from './check-protection.ts';
import { roleIds } from './check-people.ts';
import type { SitePlace } from './check-stack.ts';
import { diagnoseFile } from './diagnostic.ts';
import { displayPath, drillsFolder, isInside, resolveInside } from './paths.ts';
import { loadYaml, note, type Reading } from './reading.ts';
import type { RunbookDocument } from './runbook-document.ts';
import { readSite, readSiteRunbook, runbookFolders, type SiteDocuments } from './site-reading.ts';
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
  if (drill !== null && site !== null) checkProtection(reading, drill, site);
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
  const because = notHere(site.stack, textAt(drill.value, 'drill'));
  if (because !== null) {
    note(
      reading,
      drill,
      { path: ['site'] },
      { code: 'not-here', message: `this cannot happen to ${siteName(site)}: ${because}`, hint: 'Run it on another site.' },
    );
    return null;
  }
  const places = runbookFolders(site.stack).map((folder) =>
    resolveInside(reading.files, {
      root: site.place.root,
      base: resolve(site.place.folder, folder),
      text: `${name}.md`,
      wanted: 'file',
      what: 'the runbook',
    }),
  );
  const found = places.find((place) => 'path' in place) ?? places[0];
  if (found !== undefined && 'path' in found) return readSiteRunbook(reading, found.path, site);
  if (found !== undefined) note(reading, drill, { path: ['runbook'] }, found.problem);
  return null;
}

/** Why a site's stack says that a drill cannot happen to it; null where it does not say so. */
export function notHere(stack: YamlDocument | null, drill: string | undefined): string | null {
  const entry = recordsAt(stack?.value, 'not-here').find(({ value }) => textAt(value, 'drill') === drill);
  return entry === undefined ? null : (textAt(entry.value, 'because') ?? '');
}

const siteName = (site: SiteDocuments): string => textAt(site.stack?.value, 'stack') ?? 'this site';
