import { readFile, readdir } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { readSiteDefinition } from '../definition/read-site.ts';
import { binder as binderDocument } from '../documents/binder/binder.ts';
import { binderDate, type BinderInput, type BinderRun } from '../documents/binder/binder-input.ts';
import { filesCsv } from '../documents/binder/files-csv.ts';
import { isRetention } from '../documents/binder/retention.ts';
import { correctiveName } from '../evidence/corrective.ts';
import { ledgerOf } from '../evidence/ledger.ts';
import { sha256 } from '../evidence/sealed-files.ts';
import { zipOf } from '../evidence/zip.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { quarterNamed, quarterOf, type Quarter } from '../model/quarter.ts';
import { plural } from '../model/words.ts';
import { plansOf } from './binder-plans.ts';
import { facesOf, given } from './faces.ts';
import { formatsOf, rendered, writeDocument, type DocumentFormat } from './docs.ts';
import { printDiagnostics, readingOptions } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { readRuns, type ReadRun } from './past-runs.ts';
import { readCatalogue } from './read-catalogue.ts';
import { readRegister } from './read-register.ts';

export interface BinderFlags {
  /** `2026-Q4` */
  readonly period: string;
  /** Folder of all reports. */
  readonly reports: string;
  readonly out: string;
  readonly drills: string;
  /** Only the runs of this site, a folder. */
  readonly site?: string;
  readonly format: string;
  /** How long files are kept, by the entity's rule. */
  readonly retain?: string;
  /** How old a run may be, for the written plan. */
  readonly maxAge: string;
  readonly json?: boolean;
}

/**
 * `muster binder --period 2026-Q4`: the quarter's evidence and the written plan of each site that was drilled as one document
 * in each format, and a ZIP of it with every bundle. The same evidence and definitions give the same bytes. Exit 2 when nothing was run in the period: it proves nothing then.
 * @throws {DrillError} INVALID_FLAG, INVALID_DEFINITION, NOT_A_RUN, WRITE_FAILED, PRINT_UNAVAILABLE
 */
export async function binder(flags: BinderFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const { quarter, formats } = checked(flags);
  const site = flags.site === undefined ? null : siteOf(flags.site, io, ports);
  const catalogue = readCatalogue(flags.drills, io, ports);
  const reports = resolve(io.cwd, flags.reports);
  const found = await readRuns(reports, { now: ports.clock.now(), signal: io.signal });
  const own = found.runs.filter(({ result }) => site === null || result.site.id === site.id);
  const runs: BinderRun[] = [];
  const contents = new Map<string, Buffer>();
  for (const run of own.filter(({ result }) => quarterOf(result.run.startedAt) === quarter.name)) runs.push(await bundled(run, contents));
  // Without a clock: what was written before the quarter ended, judged on its last day.
  const { actions, source, problem } = await readRegister(join(reports, correctiveName), lastMoment(quarter));
  if (source !== '') {
    contents.set(correctiveName, Buffer.from(source));
    for (const run of runs) await addPlanOfAction(run, actions, contents);
  }
  const input: BinderInput = {
    quarter,
    title: site?.title ?? 'All sites',
    runs,
    // What came after the quarter is no part of its trend.
    history: own.map(({ result }) => result).filter(({ run }) => run.startedAt < quarter.to),
    catalogue,
    ledgers: await ledgersIn(reports),
    plans: await plansOf({ ...flags, sites: [...new Set(runs.map(({ result }) => result.site.id))], at: binderDate(runs, quarter) }, io, ports),
    actions: actions.filter((action) => site === null || action.site === site.id),
    retain: flags.retain ?? null,
    unreadable: [
      ...(problem === null ? [] : [{ dir: correctiveName, why: problem }]),
      ...found.unreadable.map(({ dir, why }) => ({ dir: relative(reports, dir), why: why.replaceAll(`${reports}${sep}`, '') })),
    ],
  };
  const files = await written({ input, contents, formats }, resolve(io.cwd, flags.out));
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, period: quarter.name, runs: runs.length, files }));
  else for (const { path } of files) io.out(path);
  io.err(runs.length === 0 ? `Nothing was run in ${quarter.name}: the binder proves nothing.` : `${plural(runs.length, 'run')} of ${quarter.name}`);
  return runs.length === 0 ? exitCodes.inconclusive : exitCodes.pass;
}

function lastMoment({ to }: Quarter): string {
  return new Date(Date.parse(to) - 1).toISOString();
}

function checked({ period, format, retain }: BinderFlags): { readonly quarter: Quarter; readonly formats: readonly DocumentFormat[] } {
  const quarter = quarterNamed(period);
  if (quarter === null) throw new DrillError('INVALID_FLAG', `--period "${period}" is no quarter.`, { hint: 'Write 2026-Q4.' });
  if (retain !== undefined && !isRetention(retain))
    throw new DrillError('INVALID_FLAG', `--retain "${retain}" is no period of years, months or days.`, { hint: 'Write P6Y, or what your own rule says.' });
  return { quarter, formats: formatsOf(format) };
}

function siteOf(site: string, io: Io, ports: CommandPorts): { readonly id: string; readonly title: string } {
  const read = readSiteDefinition(site, readingOptions(io, ports));
  if ('site' in read) return read.site;
  printDiagnostics(read.diagnostics, io);
  throw new DrillError('INVALID_DEFINITION', `${site} is not valid.`);
}

/** A run with every file of its folder; their bytes go into `contents` by their path in the binder. */
async function bundled({ dir, result, certification }: ReadRun, contents: Map<string, Buffer>): Promise<BinderRun> {
  const folder = `runs/${basename(dir)}`;
  const createdAt = result.run.finishedAt ?? result.run.startedAt;
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const files = await Promise.all(
    names.toSorted().map(async (name) => {
      const bytes = await readFile(join(dir, name));
      contents.set(`${folder}/${name}`, bytes);
      return { path: `${folder}/${name}`, sha256: sha256(bytes), bytes: bytes.length, createdAt };
    }),
  );
  return { folder, result, certification, files };
}

/** A run's OSCAL plan of action as the register makes it: the one under its seal knows no owners and no days yet. */
async function addPlanOfAction({ folder, result }: BinderRun, register: BinderInput['actions'], contents: Map<string, Buffer>): Promise<void> {
  for (const { file, make } of facesOf(result, ['oscal-poam'], given({ register }))) contents.set(`actions/${basename(folder)}/${file}`, await make());
}

/** Every ledger below the reports: one, or one for each job of a CI. */
async function ledgersIn(reports: string): Promise<BinderInput['ledgers']> {
  const names = (await readdir(reports, { recursive: true })).filter((name) => basename(name) === 'ledger.ndjson').toSorted();
  return await Promise.all(names.map(async (path) => ({ path: path.split(sep).join('/'), ...ledgerOf(await readFile(join(reports, path), 'utf8')) })));
}

interface ToWrite {
  readonly input: BinderInput;
  readonly contents: Map<string, Buffer>;
  readonly formats: readonly DocumentFormat[];
}

async function written({ input, contents, formats }: ToWrite, folder: string): Promise<readonly { readonly path: string; readonly sha256: string }[]> {
  const document = binderDocument(input);
  const name = `binder-${input.quarter.name}`;
  const paths: string[] = [];
  for (const format of formats) {
    contents.set(`binder.${format}`, await rendered(document, format));
    paths.push(await writeDocument(join(folder, `${name}.${format}`), document, format));
  }
  for (const { site, document: plan } of input.plans)
    if (plan !== null) for (const format of formats) contents.set(`plan/${site}.${format}`, await rendered(plan, format));
  for (const [url, svg] of document.charts) contents.set(url, Buffer.from(svg));
  contents.set('files.csv', Buffer.from(filesCsv(input)));
  const zip = join(folder, `${name}.zip`);
  await writeFileAtomic(zip, zipOf(contents, document.at)).catch((cause: unknown) => {
    throw new DrillError('WRITE_FAILED', `${zip} cannot be written.`, { cause });
  });
  return await Promise.all([...paths, zip].map(async (path) => ({ path, sha256: sha256(await readFile(path)) })));
}
