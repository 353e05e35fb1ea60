import { resolve } from 'node:path';
import { ArtifactStore, cacheDir } from '../artifacts/store.ts';
import { readSiteDefinition } from '../definition/read-site.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import { notCompared, stackDifferences, type StackDifference } from '../model/stack-differences.ts';
import { readBaselineFile } from '../production/baseline-file.ts';
import { printDiagnostics, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { componentsOf } from './site-components.ts';
import { stackFacts } from './stack-facts.ts';

export interface StackCheckFlags {
  readonly site: string;
  /** A file that `muster baseline` wrote on production. */
  readonly baseline: string;
  readonly json?: boolean;
}

/**
 * `muster stack check`: where a mirror of this site would be another shop than production, and which assertions a run
 * on it can at best leave inconclusive for that. 0 when all was compared and nothing differs, 2 with a difference, or with
 * something that site or baseline does not know, 64 for a bad site or baseline.
 */
export async function stackCheck(flags: StackCheckFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const read = readSiteDefinition(flags.site, readingOptions(io, ports));
  if ('diagnostics' in read) {
    printDiagnostics(read.diagnostics, io);
    return exitCodes.invalid;
  }
  const production = await readBaselineFile(resolve(io.cwd, flags.baseline));
  const { site } = read;
  const components = await componentsOf({
    site,
    commerce: 'auto',
    commerceVersion: '',
    siteDir: resolve(io.cwd, flags.site),
    home: ports.home,
    store: new ArtifactStore(cacheDir(ports.env)),
    signal: io.signal,
  });
  const mirror = stackFacts(site, components);
  const differences = stackDifferences(mirror, production, site.plugins);
  const gaps = notCompared(mirror, production);
  const { notRead } = production;
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, site: site.id, differences, notCompared: gaps, notRead }, null, 2));
  else {
    for (const line of table(differences, gaps.length === 0)) io.out(line);
    for (const { what, why } of gaps) io.out(`not compared: ${what} (${why})`);
    for (const { what, why } of notRead) io.err(`the baseline did not read: ${what} (${why})`);
  }
  return differences.length + gaps.length === 0 ? exitCodes.pass : exitCodes.inconclusive;
}

function table(differences: readonly StackDifference[], whole: boolean): readonly string[] {
  if (differences.length === 0) return [whole ? 'The mirror is made of what the baseline says production is.' : 'Nothing differs in what could be compared.'];
  const rows = [
    ['difference', 'production', 'mirror', 'at best inconclusive'],
    ...differences.map(({ what, production, mirror, caps }) => [what, production, mirror, caps.join(', ')]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
