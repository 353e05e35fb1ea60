import { listDrills, type ListedDrill } from '../definition/list-drills.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { count, printDiagnostics, readingOptions, type DefinitionPorts } from './definitions.ts';
import type { Io } from './io.ts';

export interface ListFlags {
  readonly json?: boolean;
  readonly matrix?: boolean;
  /** Ids; all drills where there are none. */
  readonly only?: readonly string[];
  /** Takes the place of each drill's own site. */
  readonly site?: string;
}

/** `muster list [DIR]`: the drills of a folder, or those that a site can run; `matrix` is the JSON that a GitHub Actions job matrix takes. */
export async function list(folder: string, options: ListFlags, io: Io, ports: DefinitionPorts): Promise<ExitCode> {
  const { drills: all, notHere, diagnostics } = listDrills(folder, readingOptions(io, ports), options.site);
  const drills = chosen(all, options.only ?? []);
  if (diagnostics.length > 0) printDiagnostics(diagnostics, io);
  if (options.matrix === true) io.out(JSON.stringify({ include: drills.map(({ path, id, title, site }) => ({ drill: path, id, title, site })) }));
  else if (options.json === true) io.out(JSON.stringify({ schemaVersion: 1, drills, ...(options.site === undefined ? {} : { notHere }) }, null, 2));
  else if (drills.length > 0 || diagnostics.length === 0) printDrills(drills, io);
  if (options.json !== true && options.matrix !== true) for (const { id, because } of notHere) io.out(`${id} cannot happen to this site: ${because}`);
  return diagnostics.length === 0 ? exitCodes.pass : exitCodes.invalid;
}

/** @throws {DrillError} INVALID_FLAG for a name that no drill has: a drill that is left out by a typing error must not pass for run. */
function chosen(drills: readonly ListedDrill[], only: readonly string[]): readonly ListedDrill[] {
  const unknown = only.find((id) => !drills.some((drill) => drill.id === id));
  if (unknown !== undefined)
    throw new DrillError('INVALID_FLAG', `There is no drill "${unknown}".`, { hint: `There are: ${drills.map(({ id }) => id).join(', ')}.` });
  return only.length === 0 ? drills : drills.filter(({ id }) => only.includes(id));
}

function printDrills(drills: readonly ListedDrill[], io: Io): void {
  for (const drill of drills) {
    io.out(`${drill.path}  ${drill.title}`);
    io.out(`  site ${drill.site}; fault ${drill.faults.join(', ')}`);
    io.out(`  expects ${drill.expect.join(', ')}`);
  }
  io.out(count(drills.length, 'drill'));
}
