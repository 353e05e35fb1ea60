import { dirname, resolve } from 'node:path';
import type { SiteDefinition } from '../model/definition.ts';
import { sortDiagnostics, type Diagnostic } from './diagnostic.ts';
import type { PhiMapDocument } from './documents.ts';
import { phiMapOf } from './normalise-site.ts';
import { checkPhiMap } from './check-phi-map.ts';
import { loadYaml, openReading, type ReadingOptions } from './reading.ts';
import { includedMaps } from './site-reading.ts';
import { siteRoot } from './targets.ts';

type Seen = keyof NonNullable<PhiMapDocument['looked-at']>;

interface PhiMapReading {
  readonly phiMap: SiteDefinition['phiMap'];
  /** What a person has looked at, over the map and those that it includes. */
  readonly lookedAt: (kind: Seen) => readonly string[];
}

/**
 * Reads one PHI map with the maps that it includes, without the rest of its site: roles and plugins that it names are
 * not looked up.
 */
export function readPhiMap(path: string, options: ReadingOptions): PhiMapReading | { readonly diagnostics: readonly Diagnostic[] } {
  const reading = openReading(options);
  const file = resolve(options.cwd, path);
  const folder = dirname(file);
  const map = loadYaml(reading, file, 'phi-map');
  const included = map === null ? [] : includedMaps(reading, { root: siteRoot(reading, folder), folder }, map, [file]);
  for (const one of [...included, ...(map === null ? [] : [map])]) checkPhiMap(reading, one, { roles: null, plugins: null });
  if (reading.diagnostics.length > 0 || map === null) return { diagnostics: sortDiagnostics(reading.diagnostics) };
  const maps = [...included, map];
  return { phiMap: phiMapOf(maps), lookedAt: (kind) => maps.flatMap((one) => (one.value as PhiMapDocument)['looked-at']?.[kind] ?? []) };
}
