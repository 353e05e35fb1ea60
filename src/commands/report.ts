import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readCertification } from '../evidence/certifications.ts';
import { correctiveName } from '../evidence/corrective.ts';
import { attestedFolder } from '../evidence/sealed-files.ts';
import { verifySeal } from '../evidence/verify-seal.ts';
import { DrillError, type ExitCode } from '../model/errors.ts';
import type { Clock } from '../model/ports/clock.ts';
import { printable } from '../model/printable.ts';
import type { DrillResult } from '../model/result.ts';
import { exitCodeOf } from '../model/verdict.ts';
import type { OscalVersion } from '../reporters/oscal/version.ts';
import type { Given } from '../reporters/reporter.ts';
import { finalLines } from '../reporters/terminal.ts';
import { evidenceOf } from './evidence-of.ts';
import type { EvidenceOf } from './evidence-of.ts';
import { faceKinds, facesOf, given } from './faces.ts';
import { foldLine } from './fold-line.ts';
import type { CommandPorts, Io } from './io.ts';
import { mustHold, readRegister } from './read-register.ts';
import { writeReports } from './write-reports.ts';

export interface ReportFlags {
  /** The result as JSON instead of lines. */
  readonly json?: boolean;
  /** Another folder to write to: the run's own is left as it is. */
  readonly to?: string;
  /** Kinds of report, with commas; default: all. */
  readonly format?: string;
  /** With `--to`: the register of corrective actions; default: corrective.ndjson of the folder of all reports around the run. */
  readonly corrective?: string;
  /** With `--to`: the version of OSCAL that is written. */
  readonly oscalVersion?: OscalVersion;
}

/**
 * `muster report DIR`: renders the reports again from the journal (and the attestations beside it) alone, also of a
 * run that was killed. Nothing under a seal is ever written: a sealed run's reports are compared with what is rendered,
 * and with `--to` written elsewhere, with what came after it: the certification, and the corrective actions of the register.
 * The exit code is the verdict's, 130 for an interrupted run.
 * @throws {DrillError} NOT_A_RUN, JOURNAL_BROKEN, LEDGER_BROKEN, INVALID_FLAG, SEAL_REFUSED when a sealed report would get other bytes.
 */
export async function report(dir: string, flags: ReportFlags, io: Io, ports: { readonly clock: Clock }): Promise<ExitCode> {
  const evidence = await evidenceOf(dir, io, ports);
  return await renderAgain(evidence, flags, io, ports);
}

/** Writes the reports of read evidence and says what they say. With attestations, a sealed run's go beside the seal. */
export async function renderAgain(evidence: EvidenceOf, flags: ReportFlags, io: Io, ports: Pick<CommandPorts, 'clock'>): Promise<ExitCode> {
  const { dir, reading, result, problems, alone } = evidence;
  const kinds = kindsOf(flags.format);
  if (flags.to === undefined && (flags.corrective ?? flags.oscalVersion) !== undefined)
    throw new DrillError('INVALID_FLAG', '--corrective and --oscal-version are for reports that are written elsewhere.', {
      hint: "Add --to DIR: a run's own folder holds what was known at its end.",
    });
  if (reading.torn) io.err('The last line of the journal is cut: the run died while it wrote it. It is left out.');
  for (const problem of problems) io.err(`${printable(problem)}. It counts for nothing.`);
  const attested = result.people.attestations.length > alone.people.attestations.length;
  const sealed = (await verifySeal(dir)).state !== 'none';
  const beside = sealed && attested ? join(dir, attestedFolder) : dir;
  const target = flags.to === undefined ? beside : resolve(io.cwd, flags.to);
  if (sealed && target === dir) await mustBeEqual(dir, result, { kinds, io });
  else await writeInto(target, result, { kinds, io, later: flags.to === undefined ? {} : await laterThan(evidence, flags, io, ports) });
  if (flags.json === true) io.out(JSON.stringify(result));
  else for (const line of finalLines(result, join(target, 'report.html'))) for (const part of foldLine(printable(line), io.columns)) io.out(part);
  return exitCodeOf(result);
}

interface Asked {
  readonly kinds: readonly string[];
  readonly io: Io;
  /** With `--to`, what came after the run. */
  readonly later?: Partial<Given>;
}

async function writeInto(folder: string, result: DrillResult, { kinds, io, later = {} }: Asked): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new DrillError('WRITE_FAILED', `${folder} cannot be made.`, { cause });
  });
  const { failed, missing } = await writeReports(folder, result, { signal: io.signal, kinds, given: given(later) });
  if (missing !== null) io.err(missing);
  for (const file of failed) io.err(`Could not be written: ${file}`);
}

/** Renders and compares byte by byte. */
async function mustBeEqual(dir: string, result: DrillResult, { kinds, io }: Asked): Promise<void> {
  for (const { file, make } of facesOf(result, kinds)) {
    io.signal.throwIfAborted();
    const path = join(dir, file);
    const sealed = await readFile(path).catch(() => null);
    if (sealed === null) io.err(`${file} is not under the seal: write it elsewhere with --to DIR.`);
    else if (!(await make()).equals(sealed)) {
      throw new DrillError('SEAL_REFUSED', `${path} is sealed, and would be rendered otherwise today: it stays as it is.`, {
        hint: 'Write the reports elsewhere with --to DIR. `muster verify` says whether the sealed one was changed.',
      });
    }
  }
  io.err('The run is sealed; its reports are what they would be today. Nothing was written.');
}

/** What was said after the run ended, for papers that are written beside it. */
async function laterThan({ dir, result }: EvidenceOf, flags: ReportFlags, io: Io, { clock }: Pick<CommandPorts, 'clock'>): Promise<Partial<Given>> {
  const now = clock.now();
  const certification = await readCertification(dir, { result, now });
  const { corrective = join(dirname(dirname(dir)), correctiveName), oscalVersion } = flags;
  const { actions, source } = mustHold(await readRegister(resolve(io.cwd, corrective), now, flags.corrective !== undefined));
  return {
    certification: certification.accepted.length === 0 ? null : certification,
    // Without a register nobody keeps actions here: the paper is left to be filled in by hand.
    register: source === '' ? null : actions,
    ...(oscalVersion === undefined ? {} : { oscalVersion }),
  };
}

function kindsOf(format: string | undefined): readonly string[] {
  if (format === undefined) return faceKinds;
  const kinds = format.split(',').map((kind) => kind.trim());
  const unknown = kinds.find((kind) => !faceKinds.includes(kind));
  if (unknown === undefined) return kinds;
  throw new DrillError('INVALID_FLAG', `--format has no kind "${unknown}": it takes ${faceKinds.join(', ')}, with commas between.`);
}
