import { formatDiagnostic, type Diagnostic } from '../../src/definition/diagnostic.ts';
import { readDefinition } from '../../src/definition/read-definition.ts';
import type { DrillDefinition } from '../../src/model/definition.ts';
import { memoryFiles } from './memory-files.ts';
import { sample, type SampleFile } from './sample-site.ts';
import { smallCatalog } from './small-catalog.ts';

export const options = { catalog: smallCatalog, today: '2026-11-23', cwd: '/w' } as const;

/** What is wrong with the sample after some of its files were changed; `null` removes a file. */
export function problemsOf(changes: Readonly<Record<string, string | Buffer | null>>, site?: string): readonly Diagnostic[] {
  const outcome = read(changes, site);
  return 'diagnostics' in outcome ? outcome.diagnostics : [];
}

/** The problems as a terminal shows them. */
export function textOf(changes: Readonly<Record<string, string | Buffer | null>>): string {
  return problemsOf(changes).map(formatDiagnostic).join('\n');
}

/** The first lines of the problems. */
export function linesOf(changes: Readonly<Record<string, string | Buffer | null>>): readonly string[] {
  return problemsOf(changes).map(({ file, line, col, message }) => `${file}:${line}:${col}: ${message}`);
}

/** One file of the sample with one text replaced by another; fails when nothing is replaced. */
export function edit(file: SampleFile, from: string, to: string): Readonly<Record<string, string>> {
  const text: string = sample[file];
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  return { [file]: text.replace(from, () => to) };
}

/** The definition of the sample, possibly changed. */
export function definitionWith(changes: Readonly<Record<string, string | Buffer | null>> = {}, site?: string): DrillDefinition {
  const outcome = read(changes, site);
  if ('definition' in outcome) return outcome.definition;
  throw new Error(outcome.diagnostics.map(formatDiagnostic).join('\n'));
}

function read(changes: Readonly<Record<string, string | Buffer | null>>, site?: string): ReturnType<typeof readDefinition> {
  const files = Object.fromEntries(Object.entries({ ...sample, ...changes }).flatMap(([path, text]) => (text === null ? [] : [[path, text]])));
  return readDefinition({ drill: 'drills/loss.yaml', ...(site === undefined ? {} : { site }) }, { ...options, files: memoryFiles(files) });
}
