import { resolve } from 'node:path';
import type { SiteDefinition } from '../model/definition.ts';
import { diagnoseFile, sortDiagnostics, type Diagnostic } from './diagnostic.ts';
import { siteOf } from './normalise-site.ts';
import { displayPath } from './paths.ts';
import { openReading, type ReadingOptions } from './reading.ts';
import { readSite } from './site-reading.ts';
import { siteRoot } from './targets.ts';

/** Reads a site's folder without a drill: stack, lock, PHI map and people. All problems come at once, sorted. */
export function readSiteDefinition(site: string, options: ReadingOptions): { readonly site: SiteDefinition } | { readonly diagnostics: readonly Diagnostic[] } {
  const reading = openReading(options);
  const folder = resolve(options.cwd, site);
  const shown = displayPath(options.cwd, folder);
  if (reading.files.kind(folder) !== 'folder')
    return {
      diagnostics: [diagnoseFile(shown, { code: 'missing-file', message: 'is not a folder', hint: 'Name the folder of a site: it holds stack.yaml.' })],
    };
  const documents = readSite(reading, { root: siteRoot(reading, folder), folder });
  const definition = reading.diagnostics.length > 0 ? null : siteOf(documents, 'flag', folder);
  return definition === null ? { diagnostics: sortDiagnostics(reading.diagnostics) } : { site: definition };
}
