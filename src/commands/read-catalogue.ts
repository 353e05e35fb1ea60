import { join } from 'node:path';
import { readControls } from '../definition/read-controls.ts';
import type { ControlCatalogue } from '../model/controls.ts';
import { DrillError } from '../model/errors.ts';
import { printDiagnostics, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';

/**
 * The control catalogue of a folder of drills, or the one that comes with Muster where the folder has none.
 * @throws {DrillError} INVALID_DEFINITION, after every problem of it was printed.
 */
export function readCatalogue(drills: string, io: Io, ports: Pick<CommandPorts, 'catalog' | 'clock' | 'home'>): ControlCatalogue {
  const read = readControls({ drills, shipped: join(ports.home, 'drills') }, readingOptions(io, ports));
  if ('catalogue' in read) return read.catalogue;
  printDiagnostics(read.diagnostics, io);
  throw new DrillError('INVALID_DEFINITION', 'The control catalogue is not valid.');
}
