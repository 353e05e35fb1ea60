import { join, resolve } from 'node:path';
import { digestAt } from '../artifacts/file.ts';
import { readPhiMap } from '../definition/read-phi-map.ts';
import type { Baseline, BaselineSoftware } from '../model/baseline.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import type { PhiMapPlan } from '../model/plan/phi-map.ts';
import { digestOf } from '../model/digest.ts';
import { parseAddress } from '../production/address.ts';
import { readBaselineFile, writeBaseline } from '../production/baseline-file.ts';
import { newSalt, readBaselineKey, writeBaselineKey } from '../production/baseline-key.ts';
import { absentFrom } from '../production/mapped.ts';
import { readSiteFiles } from '../production/site-files.ts';
import { takeBaseline } from '../production/take-baseline.ts';
import { printOf } from './baseline-print.ts';
import { count, printDiagnostics, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { mustNotBeHosted } from './production/hold-phi.ts';
import { openDatabaseOf, type ConnectionFlags, type ProductionDatabase } from './production-connection.ts';

export interface BaselineFlags extends ConnectionFlags {
  readonly newKey?: string;
  readonly map?: string;
  readonly site?: string;
  readonly key?: string;
  readonly out?: string;
  readonly wpRoot?: string;
  readonly php?: string;
  readonly webServer?: string;
  readonly like?: string;
  readonly rows?: boolean;
}

/**
 * `muster baseline`: reads production once, read-only, and writes what a drill on a backup is compared with; or, with
 * `--new-key`, makes the entity's key for it. Nothing is written unless everything could be read.
 * @throws {DrillError} PHI_REFUSED, INVALID_FLAG, INVALID_DEFINITION, PRODUCTION_UNREADABLE, WRITE_FAILED, ABORTED.
 */
export async function baseline(flags: BaselineFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  if (flags.newKey !== undefined) return await newKey(resolve(io.cwd, flags.newKey), io);
  mustNotBeHosted(ports.env);
  const url = needed('--url', flags.url);
  // Before anything else, so that a password in it is told at once.
  parseAddress(url);
  const keyFile = needed('--key', flags.key);
  const out = resolve(io.cwd, needed('--out', flags.out));
  const mapFile = flags.map ?? (flags.site === undefined ? needed('--map or --site', undefined) : join(flags.site, 'phi-map.yaml'));
  const read = readPhiMap(mapFile, readingOptions(io, ports));
  if ('diagnostics' in read) {
    printDiagnostics(read.diagnostics, io);
    return exitCodes.invalid;
  }
  const map = { ...read.phiMap, digest: digestOf(read.phiMap.tables) };
  const key = await readBaselineKey(resolve(io.cwd, keyFile));
  await using production = await openDatabaseOf(url, flags, io, ports);
  refuseAbsent(production, map);
  const there = new Set(production.tables.map((table) => table.name));
  const present = map.tables.filter(({ table }) => there.has(production.database.prefix + table));
  const taken = await takenFrom(production, { map: { ...map, tables: present }, key, out, flags }, io, ports);
  await writeBaseline(out, taken);
  tell(taken, out, io);
  return exitCodes.pass;
}

async function takenFrom(
  { database }: ProductionDatabase,
  { map, key, out, flags }: { readonly map: PhiMapPlan; readonly key: Buffer; readonly out: string; readonly flags: BaselineFlags },
  io: Io,
  ports: CommandPorts,
): Promise<Baseline> {
  const { clock, tool } = ports;
  const { signal } = io;
  const digest = (path: string): ReturnType<typeof digestAt> => digestAt(path, signal);
  const like = flags.like === undefined ? null : await earlier(resolve(io.cwd, flags.like));
  const files = flags.wpRoot === undefined ? null : await readSiteFiles({ root: resolve(io.cwd, flags.wpRoot), digest, signal });
  return await takeBaseline({
    database,
    key,
    salt: like?.baseline.key.salt ?? newSalt(),
    map,
    files,
    fingerprint: (own) => printOf({ database, map, key: own, clock, out, rows: flags.rows === true, like }),
    declared: declaredBy(flags),
    tool,
    clock,
    progress: (text) => io.err(`reading: ${text}`),
  });
}

async function earlier(path: string): Promise<{ readonly path: string; readonly baseline: Baseline }> {
  return { path, baseline: await readBaselineFile(path) };
}

async function newKey(path: string, io: Io): Promise<ExitCode> {
  io.out(await writeBaselineKey(path));
  io.err(`${path}: keep it with the entity, apart from the baselines and the backups; without it no baseline made with it can be compared.`);
  return exitCodes.pass;
}

function refuseAbsent({ database, tables }: ProductionDatabase, map: PhiMapPlan): void {
  const absent = absentFrom(tables, database.prefix, map);
  if (absent.length === 0) return;
  const shown = `${absent.slice(0, 8).join(', ')}${absent.length > 8 ? `, and ${absent.length - 8} more` : ''}`;
  throw new DrillError('INVALID_DEFINITION', `The PHI map names what production does not have: ${shown}.`, {
    hint: 'Compare the two with `muster phi-map check`.',
  });
}

function declaredBy({ php, webServer }: BaselineFlags): Pick<BaselineSoftware, 'php' | 'webServer'> {
  const [server = '', version] = (webServer ?? '').split('/');
  return { php: php === undefined ? null : { version: php, extensions: null }, webServer: server === '' ? null : { server, version: version ?? null } };
}

function tell({ integrity, access, components, notRead }: Baseline, out: string, io: Io): void {
  const rows = integrity.tables.reduce((sum, table) => sum + table.rows, 0);
  io.out(out);
  io.err(
    `${count(integrity.tables.length, 'PHI table')} with ${count(rows, 'row')}, ${count(Object.keys(access.roles).length, 'role')}, ${count(components.filter((one) => one.active).length, 'active component')}`,
  );
  for (const { what, why } of notRead) io.err(`not read: ${what} (${why})`);
}

function needed(flag: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new DrillError('INVALID_FLAG', `baseline needs ${flag}`, { hint: 'muster baseline --url mysql://USER@HOST/DATABASE --site DIR --key FILE --out FILE' });
}
