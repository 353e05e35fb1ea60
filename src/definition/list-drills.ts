import { relative, resolve, sep } from 'node:path';
import { kindOf } from './check-drill.ts';
import { diagnoseFile, sortDiagnostics, type Diagnostic } from './diagnostic.ts';
import { displayPath } from './paths.ts';
import { loadYaml, openReading, type ReadingOptions } from './reading.ts';
import { drillsIn } from './targets.ts';
import { textAt, valueAt } from './values.ts';

/** One drill as a list shows it. */
export interface ListedDrill {
  /** Relative to where the command runs, with `/`. */
  readonly path: string;
  readonly id: string;
  readonly title: string;
  readonly site: string;
  readonly faults: readonly string[];
  readonly expect: readonly string[];
}

/** The drills of a folder, by path. Only the drills' own files are checked, not their sites. */
export function listDrills(folder: string, options: ReadingOptions): { readonly drills: readonly ListedDrill[]; readonly diagnostics: readonly Diagnostic[] } {
  const reading = openReading(options);
  const root = resolve(options.cwd, folder);
  if (options.files.kind(root) !== 'folder')
    return {
      drills: [],
      diagnostics: [diagnoseFile(displayPath(options.cwd, root), { code: 'missing-file', message: 'is not a folder', hint: 'Name a folder of drills.' })],
    };
  const drills = drillsIn(reading, root).flatMap((path) => {
    const drill = loadYaml(reading, path, 'drill')?.value;
    const text = (key: string): string => textAt(drill, key) ?? '';
    return drill === undefined
      ? []
      : [
          {
            path: relative(options.cwd, path).split(sep).join('/'),
            id: text('drill'),
            title: text('title'),
            site: text('site'),
            faults: kindsAt(drill, 'fault'),
            expect: kindsAt(drill, 'expect'),
          },
        ];
  });
  return { drills, diagnostics: sortDiagnostics(reading.diagnostics) };
}

function kindsAt(drill: unknown, key: string): readonly string[] {
  const list = valueAt(drill, [key]);
  return Array.isArray(list) ? list.flatMap((entry: unknown) => kindOf(entry) ?? []) : [];
}
