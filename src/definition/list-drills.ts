import { relative, resolve, sep } from 'node:path';
import { kindOf } from './check-drill.ts';
import { diagnoseFile, sortDiagnostics, type Diagnostic } from './diagnostic.ts';
import { notHere, readDrill } from './drill-reading.ts';
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

/** What a folder holds. */
interface DrillList {
  readonly drills: readonly ListedDrill[];
  /** Ids of drills that the site says cannot happen to it, each with its reason. */
  readonly notHere: readonly { readonly id: string; readonly because: string }[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The drills of a folder, by path. Only the drills' own files are checked, not their sites; with `site`, which takes the
 * place of theirs, each is read as it would be run there.
 */
export function listDrills(folder: string, options: ReadingOptions, site?: string): DrillList {
  const reading = openReading(options);
  const root = resolve(options.cwd, folder);
  if (options.files.kind(root) !== 'folder')
    return {
      drills: [],
      notHere: [],
      diagnostics: [diagnoseFile(displayPath(options.cwd, root), { code: 'missing-file', message: 'is not a folder', hint: 'Name a folder of drills.' })],
    };
  const elsewhere: { id: string; because: string }[] = [];
  const stack = site === undefined ? null : loadYaml(reading, resolve(options.cwd, site, 'stack.yaml'), 'stack');
  const drills = drillsIn(reading, root).flatMap((path) => {
    const drill = loadYaml(reading, path, 'drill')?.value;
    const because = notHere(stack, textAt(drill, 'drill'));
    if (because !== null) {
      elsewhere.push({ id: textAt(drill, 'drill') ?? '', because });
      return [];
    }
    if (site !== undefined) readDrill(reading, { drill: path, site });
    const text = (key: string): string => textAt(drill, key) ?? '';
    return drill === undefined
      ? []
      : [
          {
            path: relative(options.cwd, path).split(sep).join('/'),
            id: text('drill'),
            title: text('title'),
            site: site ?? text('site'),
            faults: kindsAt(drill, 'fault'),
            expect: kindsAt(drill, 'expect'),
          },
        ];
  });
  return { drills, notHere: elsewhere, diagnostics: sortDiagnostics(reading.diagnostics) };
}

function kindsAt(drill: unknown, key: string): readonly string[] {
  const list = valueAt(drill, [key]);
  return Array.isArray(list) ? list.flatMap((entry: unknown) => kindOf(entry) ?? []) : [];
}
