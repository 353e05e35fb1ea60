import { resolve } from 'node:path';
import { checkControls } from './check-controls.ts';
import type { SchemaName } from './compose.ts';
import { diagnoseFile, sortDiagnostics, type Diagnostic } from './diagnostic.ts';
import { readDrill } from './drill-reading.ts';
import { displayPath } from './paths.ts';
import { loadYaml, openReading, type Reading, type ReadingOptions } from './reading.ts';
import { readSite, readSiteRunbook, siteRunbooks } from './site-reading.ts';
import { siteRoot, targetsOf, type Target } from './targets.ts';

/** What was looked at, and what is wrong with it. */
interface FileReport {
  /** Every file that was read and has no problem, sorted, as messages show it. */
  readonly sound: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks files and folders of any kind, each together with what it refers to. All problems come at once. */
export function checkFiles(paths: readonly string[], options: ReadingOptions): FileReport {
  const reading = openReading(options);
  for (const path of paths) {
    const targets = targetsOf(reading, resolve(options.cwd, path));
    if (targets.length === 0)
      reading.diagnostics.push(
        diagnoseFile(path, {
          code: 'missing-file',
          message: 'holds no drill and no site',
          hint: 'A drill is a .yaml file with the key `drill`; a site is a folder with stack.yaml.',
        }),
      );
    for (const target of targets) checkTarget(reading, target);
  }
  const diagnostics = sortDiagnostics(reading.diagnostics);
  const unsound = new Set(diagnostics.map((diagnostic) => diagnostic.file));
  const shown = [...reading.read].map((path) => displayPath(options.cwd, path)).toSorted();
  return { sound: shown.filter((path) => !unsound.has(path)), diagnostics };
}

function checkTarget(reading: Reading, target: Target): void {
  switch (target.kind) {
    case 'drill':
      readDrill(reading, { drill: target.path });
      return;
    case 'site':
      checkSite(reading, target.path);
      return;
    case 'runbook':
      checkRunbookFile(reading, target.path, target.site);
      return;
    case 'file':
      checkFile(reading, target.path, target.schema);
      return;
    case 'missing':
      reading.diagnostics.push(
        diagnoseFile(displayPath(reading.cwd, target.path), {
          code: 'missing-file',
          message: 'is neither a file nor a folder',
          hint: 'Name a drill, a site, one of its files, or a folder of drills.',
        }),
      );
  }
}

function checkFile(reading: Reading, path: string, schema: SchemaName): void {
  const document = loadYaml(reading, path, schema);
  if (document !== null && schema === 'controls') checkControls(reading, document);
}

function checkSite(reading: Reading, folder: string): void {
  const site = readSite(reading, { root: siteRoot(reading, folder), folder });
  for (const path of siteRunbooks(reading, site.place, site.stack)) readSiteRunbook(reading, path, site);
}

function checkRunbookFile(reading: Reading, path: string, folder: string | null): void {
  const site = folder === null ? null : readSite(reading, { root: siteRoot(reading, folder), folder });
  readSiteRunbook(reading, path, site);
}
