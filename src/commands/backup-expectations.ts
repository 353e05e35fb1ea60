import { resolve } from 'node:path';
import { readSiteDefinition } from '../definition/read-site.ts';
import type { Diagnostic } from '../definition/diagnostic.ts';
import type { BackupExpectations } from '../model/backup-inspection.ts';
import { DrillError } from '../model/errors.ts';
import { readBaselineFile } from '../production/baseline-file.ts';
import { backupSiteOf } from './backup-site.ts';
import { readingOptions, type DefinitionPorts } from './definitions.ts';
import type { Io } from './io.ts';

export interface ExpectationFlags {
  readonly site?: string;
  readonly deep?: boolean;
  readonly asOf?: string;
  readonly baseline?: string;
}

/**
 * What a set should be, from the site's files and a baseline; or what is wrong with the site's files.
 * @throws {DrillError} INVALID_FLAG for an instant or a baseline that is none.
 */
export async function expectationsOf(
  flags: ExpectationFlags,
  io: Io,
  ports: DefinitionPorts,
): Promise<{ readonly expected: BackupExpectations } | { readonly diagnostics: readonly Diagnostic[] }> {
  const read = flags.site === undefined ? null : readSiteDefinition(flags.site, readingOptions(io, ports));
  if (read !== null && 'diagnostics' in read) return read;
  return {
    expected: {
      asOf: flags.asOf === undefined ? ports.clock.now() : instantOf(flags.asOf),
      deep: flags.deep === true,
      site: read === null ? null : backupSiteOf(read.site),
      baseline: flags.baseline === undefined ? null : (await readBaselineFile(resolve(io.cwd, flags.baseline))).rows,
    },
  };
}

/** An instant that a flag gives. @throws {DrillError} INVALID_FLAG */
export function instantOf(text: string): string {
  if (Number.isNaN(Date.parse(text)) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/u.test(text))
    throw new DrillError('INVALID_FLAG', `--as-of ${text} is no instant in UTC.`, { hint: 'Write it as 2026-11-23T10:00:00Z.' });
  return text;
}
