import { checkFiles } from '../definition/check-files.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { count, printDiagnostics, readingOptions, type DefinitionPorts } from './definitions.ts';
import type { Io } from './io.ts';

/**
 * `muster validate FILE…`: drills, sites, their files, runbooks, or folders of them, each with what it refers to.
 * @throws {DrillError} INVALID_FLAG when nothing is named, ABORTED on the signal.
 */
export async function validate(files: readonly string[], options: { readonly json?: boolean }, io: Io, ports: DefinitionPorts): Promise<ExitCode> {
  if (files.length === 0) throw new DrillError('INVALID_FLAG', 'validate needs at least one file or folder');
  if (io.signal.aborted) throw new DrillError('ABORTED', 'interrupted before anything was read');
  const report = checkFiles(files, readingOptions(io, ports));
  const exit = report.diagnostics.length === 0 ? exitCodes.pass : exitCodes.invalid;
  if (options.json === true) {
    io.out(JSON.stringify({ schemaVersion: 1, valid: exit === exitCodes.pass, files: report.sound, diagnostics: report.diagnostics }, null, 2));
    return exit;
  }
  if (report.diagnostics.length > 0) printDiagnostics(report.diagnostics, io);
  for (const path of report.sound) io.out(`ok  ${path}`);
  if (exit === exitCodes.pass) io.out(`${count(report.sound.length, 'file')} checked, no problem`);
  return exit;
}
