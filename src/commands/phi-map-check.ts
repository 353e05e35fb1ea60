import { join, resolve } from 'node:path';
import { readPhiMap } from '../definition/read-phi-map.ts';
import { namedPlugins } from '../definition/site-plugins.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import type { PhiMapPlan } from '../model/plan/phi-map.ts';
import { gapsOf, isTelling, type Gap, type GapKind } from '../production/gaps.ts';
import { isKnown } from '../production/known-names.ts';
import { absentFrom } from '../production/mapped.ts';
import { readSoftware } from '../production/read-software.ts';
import { readSurvey } from '../production/read-survey.ts';
import { readSiteFiles, type SiteFiles } from '../production/site-files.ts';
import type { Survey } from '../production/survey.ts';

import { count, printDiagnostics, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { mustNotBeHosted } from './production/hold-phi.ts';
import { openDatabaseOf, type ConnectionFlags } from './production-connection.ts';
import { readBackup, type BackupFlags, type BackupReading } from './read-backup.ts';

export interface PhiMapCheckFlags extends ConnectionFlags, BackupFlags {
  readonly site?: string;
  readonly backup?: string;
  readonly wpRoot?: string;
  readonly json?: boolean;
}

interface Looked {
  readonly survey: Survey;
  readonly absent: readonly string[];
}

const kinds: Readonly<Record<GapKind, 'tables' | 'columns' | 'meta-keys' | 'options' | 'uploads' | 'plugins'>> = {
  table: 'tables',
  column: 'columns',
  'meta-key': 'meta-keys',
  option: 'options',
  uploads: 'uploads',
  plugin: 'plugins',
};

/**
 * `muster phi-map check`: compares a live database, or a backup of it, with the site's PHI map. Exit 0 when nothing that
 * the map does not speak of looks like PHI, 1 when something does, when the map names what is not there, or when a plugin
 * is active that neither stack nor runbook names; 2 when not all could be looked at.
 * @throws {DrillError} INVALID_FLAG, PRODUCTION_UNREADABLE, ABORTED.
 */
export async function phiMapCheck(flags: PhiMapCheckFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  mustNotBeHosted(ports.env);
  if (flags.site === undefined) throw new DrillError('INVALID_FLAG', 'phi-map check needs --site DIR', { hint: usage });
  const options = readingOptions(io, ports);
  const read = readPhiMap(join(flags.site, 'phi-map.yaml'), options);
  if ('diagnostics' in read) {
    printDiagnostics(read.diagnostics, io);
    return exitCodes.invalid;
  }
  const { survey, absent } = await look(read.phiMap, flags, io, ports);
  const lookedAt = Object.fromEntries(Object.entries(kinds).map(([kind, key]) => [kind, read.lookedAt(key)]));
  const gaps = gapsOf({ survey, map: read.phiMap, lookedAt, plugins: namedPlugins(flags.site, options) });
  const telling = gaps.filter(isTelling);
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, gaps, absent, notRead: survey.notRead }, null, 2));
  else print({ telling, quiet: gaps.length - telling.length, absent, survey }, io);
  if (telling.length > 0 || absent.length > 0) return exitCodes.fail;
  return survey.notRead.length > 0 ? exitCodes.inconclusive : exitCodes.pass;
}

const usage = 'muster phi-map check --site DIR --url mysql://USER@HOST/DATABASE [--wp-root DIR]';

async function look(map: Omit<PhiMapPlan, 'digest'>, flags: PhiMapCheckFlags, io: Io, ports: CommandPorts): Promise<Looked> {
  const files = flags.wpRoot === undefined ? null : await readSiteFiles({ root: resolve(io.cwd, flags.wpRoot), digest: null, signal: io.signal });
  if ((flags.url === undefined) === (flags.backup === undefined))
    throw new DrillError('INVALID_FLAG', 'phi-map check needs one of --url and --backup', { hint: usage });
  if (flags.backup !== undefined) return lookAtDump(await readBackup(flags.backup, flags, io), map, files);
  return await lookAtDatabase(flags.url ?? '', { map, files, flags }, io, ports);
}

function lookAtDump({ survey }: BackupReading, map: Omit<PhiMapPlan, 'digest'>, files: SiteFiles | null): Looked {
  const tables = survey.tables.map(({ table, columns }) => ({ name: survey.prefix + table, columns }));
  const gaps = survey.notRead.filter((gap) => files === null || !gap.what.includes('uploads'));
  return { survey: { ...survey, uploads: files?.uploads ?? null, notRead: gaps }, absent: absentFrom(tables, survey.prefix, map) };
}

async function lookAtDatabase(
  url: string,
  { map, files, flags }: { readonly map: Omit<PhiMapPlan, 'digest'>; readonly files: SiteFiles | null; readonly flags: PhiMapCheckFlags },
  io: Io,
  ports: CommandPorts,
): Promise<Looked> {
  await using production = await openDatabaseOf(url, flags, io, ports);
  const { database, tables } = production;
  const { components } = await readSoftware(database, tables, files);
  const mapped = new Map(map.tables.map((table) => [table.table, new Set([...table.columns, ...(table.exceptColumns ?? [])])]));
  const survey = await readSurvey({
    database,
    tables,
    plugins: components.filter((one) => one.kind === 'plugin' && one.active).map((one) => one.slug),
    uploads: files?.uploads ?? null,
    knownColumns: (table) => mapped.get(table) ?? (isKnown('tables', table) ? 'all' : new Set()),
    progress: (text) => io.err(`looking at: ${text}`),
  });
  return { survey, absent: absentFrom(tables, database.prefix, map) };
}

function print(found: { readonly telling: readonly Gap[]; readonly quiet: number } & Looked, io: Io): void {
  const { telling, quiet, absent, survey } = found;
  for (const { kind, name, rows, score, why } of telling)
    io.out(
      `${'#'.repeat(score).padEnd(7)}${kind.padEnd(10)}${name}${rows === null ? '' : ` (${count(rows, 'row')})`}${why.length === 0 ? '' : `: ${why.join('; ')}`}`,
    );
  for (const name of absent) io.out(`${'-'.padEnd(7)}${'absent'.padEnd(10)}${name}: the map names it, and it is not there`);
  for (const { what, why } of survey.notRead) io.err(`not looked at: ${what} (${why})`);
  io.err(`${count(telling.length, 'place')} that the map does not speak of may hold PHI; ${quiet} more do not look like it (--json lists them)`);
  if (telling.length > 0) io.err('Map them in phi-map.yaml, or say under `looked-at:` that a person looked and found none.');
  if (absent.length > 0) io.err('Correct the names that are not there; a table that the shop may not have is optional: true in phi-map.yaml.');
}
