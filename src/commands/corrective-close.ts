import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { correctiveName } from '../evidence/corrective.ts';
import { sha256 } from '../evidence/sealed-files.ts';
import { verifySeal } from '../evidence/verify-seal.ts';
import type { CorrectiveAction } from '../model/corrective.ts';
import { DrillError, type ExitCode } from '../model/errors.ts';
import type { EvidenceGrade } from '../model/reading.ts';
import { change, refused, type CorrectivePorts, type EntryFlags } from './corrective.ts';
import { evidenceOf } from './evidence-of.ts';
import type { Io } from './io.ts';
import { mustHold, readRegister } from './read-register.ts';

export interface CloseFlags extends EntryFlags {
  readonly by: string;
  readonly evidence: string;
  readonly file?: string;
  /** The folder of the drill that showed it. */
  readonly verifiedBy: string;
}

/**
 * `muster corrective close ID`: done, with its evidence, and shown by a later drill. That drill is sealed and unchanged, of the
 * same drill, site and grade at least, and has not the finding; its check passed.
 * @throws {DrillError} CORRECTIVE_REFUSED
 */
export async function closeAction(id: string, flags: CloseFlags, io: Io, ports: CorrectivePorts): Promise<ExitCode> {
  const file = flags.file === undefined ? null : await fileOf(resolve(io.cwd, flags.file));
  const at = ports.clock.now();
  const { actions } = mustHold(await readRegister(resolve(io.cwd, flags.out, correctiveName), at));
  const action = actions.find((one) => one.id === id);
  if (action === undefined) throw refused(`There is no action ${id}.`);
  const verifiedBy = await reDrill(flags.verifiedBy, action, io, ports);
  return await change(flags, io, ports, { type: 'closed', at, id, by: flags.by, evidence: flags.evidence, file, verifiedBy });
}

/** What a run speaks about, the least first. */
const grades: readonly EvidenceGrade[] = ['demo', 'procedure', 'production-backup'];

async function reDrill(
  folder: string,
  action: CorrectiveAction,
  io: Io,
  ports: CorrectivePorts,
): Promise<{ readonly runId: string; readonly manifest: `sha256:${string}` }> {
  const { dir, result } = await evidenceOf(folder, io, ports);
  const { state, digest, problems } = await verifySeal(dir);
  const not = (why: string): DrillError =>
    refused(`The run ${result.run.id} does not show that ${action.id} is done: ${why}.`, 'Run the drill again, and name that run.');
  if (digest === null || state === 'none' || state === 'broken') throw not(problems[0] ?? 'it is not sealed');
  if (result.drill.id !== action.drill || result.site.id !== action.site) throw not(`it is ${result.drill.id} on ${result.site.id}`);
  if (grades.indexOf(result.evidenceGrade) < grades.indexOf(action.grade)) throw not(`its evidence grade is ${result.evidenceGrade}, not ${action.grade}`);
  if (result.run.id === action.runId || result.run.startedAt <= action.openedAt) throw not('it began before the action was opened');
  if (result.run.state !== 'finished') throw not('it did not come to its end');
  if (result.findings.some((one) => one.id === action.finding)) throw not(`it has the finding ${action.finding} too`);
  const kind = action.finding.replace(/-\d+$/u, '');
  const check = result.assertions.find((one) => one.kind === kind);
  if (check !== undefined && check.verdict !== 'pass') throw not(`its check ${kind} is ${check.verdict}`);
  return { runId: result.run.id, manifest: digest };
}

async function fileOf(path: string): Promise<{ readonly name: string; readonly digest: `sha256:${string}` }> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new DrillError('CORRECTIVE_REFUSED', `${path} cannot be read.`, { cause });
  });
  return { name: basename(path), digest: `sha256:${sha256(bytes)}` };
}
