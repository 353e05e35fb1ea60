import { listDrills, type ListedDrill } from '../definition/list-drills.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import { count, printDiagnostics, readingOptions, type DefinitionPorts } from './definitions.ts';
import type { Io } from './io.ts';

/** `muster list [DIR]`: the drills of a folder; `matrix` is the JSON that a GitHub Actions job matrix takes. */
export async function list(folder: string, options: { readonly json?: boolean; readonly matrix?: boolean }, io: Io, ports: DefinitionPorts): Promise<ExitCode> {
  const { drills, diagnostics } = listDrills(folder, readingOptions(io, ports));
  if (diagnostics.length > 0) printDiagnostics(diagnostics, io);
  if (options.matrix === true) io.out(JSON.stringify({ include: drills.map(({ path, id, site }) => ({ drill: path, id, site })) }));
  else if (options.json === true) io.out(JSON.stringify({ schemaVersion: 1, drills }, null, 2));
  else printDrills(drills, io);
  return diagnostics.length === 0 ? exitCodes.pass : exitCodes.invalid;
}

function printDrills(drills: readonly ListedDrill[], io: Io): void {
  for (const drill of drills) {
    io.out(`${drill.path}  ${drill.title}`);
    io.out(`  site ${drill.site}; fault ${drill.faults.join(', ')}`);
    io.out(`  expects ${drill.expect.join(', ')}`);
  }
  io.out(count(drills.length, 'drill'));
}
