import { formatDiagnostic, type Diagnostic } from '../definition/diagnostic.ts';
import { diskFiles } from '../definition/files.ts';
import type { ReadingOptions } from '../definition/reading.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import type { CommandPorts, Io } from './io.ts';

/** What a command needs that reads definitions. */
export type DefinitionPorts = Pick<CommandPorts, 'catalog' | 'clock'>;

/** How every command reads definitions: from the disk, with today's date. */
export function readingOptions(io: Io, ports: DefinitionPorts): ReadingOptions {
  return { files: diskFiles, catalog: ports.catalog, today: ports.clock.now().slice(0, 10), cwd: io.cwd };
}

/** Prints diagnostics and, last, how many there are. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], io: Io): void {
  for (const diagnostic of diagnostics) io.err(formatDiagnostic(diagnostic));
  const files = new Set(diagnostics.map((diagnostic) => diagnostic.file)).size;
  io.err(`${count(diagnostics.length, 'problem')} in ${count(files, 'file')}`);
}

/** Tells why nothing is done: on standard error, or with --json as JSON on standard output. */
export function refuse(diagnostics: readonly Diagnostic[], flags: { readonly json?: boolean }, io: Io): ExitCode {
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, valid: false, diagnostics }, null, 2));
  else printDiagnostics(diagnostics, io);
  return exitCodes.invalid;
}

/** `1 file`, `2 files`. */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
