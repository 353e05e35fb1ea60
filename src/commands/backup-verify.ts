import { resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { limited } from '../backups/ceiling.ts';
import { inspectSet } from '../backups/inspect.ts';
import { inspectSeries } from '../backups/series.ts';
import { folderSource } from '../fetcher/folder.ts';
import type { BackupInspection, BackupSeries } from '../model/backup-inspection.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { printable } from '../model/printable.ts';
import { backupJunit } from '../reporters/backup-junit.ts';
import { backupLines, seriesLines } from '../reporters/backup-table.ts';
import { expectationsOf, type ExpectationFlags } from './backup-expectations.ts';
import { readKeys, type KeyFlags } from './backup-keys.ts';
import { printDiagnostics, type DefinitionPorts } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { mustNotBeHosted } from './production/hold-phi.ts';

export interface BackupVerifyFlags extends KeyFlags, ExpectationFlags {
  readonly series?: boolean;
  readonly unpackedLimit?: string;
  readonly json?: boolean;
  readonly junit?: string;
}

/**
 * `muster backup verify PATH`: reads a set (or, with --series, all of a folder) whole and says what is wrong with it.
 * The exit code is the verdict's. Nothing is written but what --junit names.
 * @throws {DrillError} PHI_REFUSED, BACKUP_UNKNOWN, BACKUP_TOO_LARGE, BACKUP_UNREADABLE, INVALID_FLAG, WRITE_FAILED, ABORTED
 */
export async function backupVerify(path: string, flags: BackupVerifyFlags, io: Io, ports: DefinitionPorts & Pick<CommandPorts, 'env'>): Promise<ExitCode> {
  mustNotBeHosted(ports.env);
  const expecting = await expectationsOf(flags, io, ports);
  if ('diagnostics' in expecting) {
    printDiagnostics(expecting.diagnostics, io);
    return exitCodes.invalid;
  }
  const keys = await readKeys(flags, io.cwd);
  const source = limited(folderSource(resolve(io.cwd, path), path), flags.unpackedLimit);
  const inspected = await (flags.series === true ? inspectSeries : inspectSet)(source, keys, expecting.expected, io.signal);
  if (flags.junit !== undefined) await writeJunit(resolve(io.cwd, flags.junit), inspected);
  if (flags.json === true) io.out(JSON.stringify(inspected, null, 2));
  else for (const line of 'sets' in inspected ? seriesLines(inspected) : backupLines(inspected)) io.out(printable(line));
  return exitCodes[inspected.verdict];
}

async function writeJunit(path: string, inspected: BackupInspection | BackupSeries): Promise<void> {
  try {
    await writeFileAtomic(path, backupJunit(inspected));
  } catch (error) {
    throw new DrillError('WRITE_FAILED', `${path} cannot be written.`, { cause: error });
  }
}
