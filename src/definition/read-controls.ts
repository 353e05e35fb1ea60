import { join, resolve } from 'node:path';
import type { Control, ControlCatalogue } from '../model/controls.ts';
import { checkControls } from './check-controls.ts';
import { sortDiagnostics, type Diagnostic } from './diagnostic.ts';
import type { ControlsDocument } from './documents.ts';
import { loadYaml, openReading, type ReadingOptions } from './reading.ts';

/** Where a folder of drills keeps its control catalogue. */
const controlsFile = join('controls', 'hipaa.yaml');

/**
 * The control catalogue of a folder of drills; `shipped` (the one that comes with Muster) where that folder has none of
 * its own. All problems come at once, sorted.
 */
export function readControls(
  folders: { readonly drills: string; readonly shipped: string },
  options: ReadingOptions,
): { readonly catalogue: ControlCatalogue; readonly path: string } | { readonly diagnostics: readonly Diagnostic[] } {
  const own = resolve(options.cwd, folders.drills, controlsFile);
  const path = options.files.kind(own) === 'missing' ? resolve(options.cwd, folders.shipped, controlsFile) : own;
  const reading = openReading(options);
  const document = loadYaml(reading, path, 'controls');
  if (document !== null) checkControls(reading, document);
  if (document === null || reading.diagnostics.length > 0) return { diagnostics: sortDiagnostics(reading.diagnostics) };
  return { catalogue: catalogueOf(document.value as ControlsDocument), path };
}

function catalogueOf(document: ControlsDocument): ControlCatalogue {
  const { controls: id, title, reviewed, defaults, sources, rule, profiles = [] } = document;
  return {
    id,
    title,
    reviewed,
    sources,
    controls: rule.map((entry) => controlFrom(entry, defaults)),
    profiles: profiles.map((profile) => ({
      id: profile.id,
      title: profile.title,
      status: profile.status,
      note: profile.note,
      controls: profile.rule.map((entry) => controlFrom(entry, profile)),
    })),
  };
}

type Entry = ControlsDocument['rule'][number];

function controlFrom(entry: Entry, defaults: { readonly source: string; readonly 'review-by': string }): Control {
  return {
    citation: entry.citation,
    title: entry.title,
    designation: entry.designation ?? 'not-stated',
    asks: entry.asks,
    drillShows: entry['drill-shows'],
    source: entry.source ?? defaults.source,
    reviewBy: entry['review-by'] ?? defaults['review-by'],
  };
}
