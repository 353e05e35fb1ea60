import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { addCorrective, correctiveName, correctiveOf } from '../evidence/corrective.ts';
import { sha256 } from '../evidence/sealed-files.ts';
import { folderStore } from '../evidence/stores/folder.ts';
import type { EvidenceStore } from '../evidence/stores/store.ts';
import { verifySeal } from '../evidence/verify-seal.ts';
import { correctiveActions, type CorrectiveAction, type CorrectiveEntry } from '../model/corrective.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { printable } from '../model/printable.ts';
import type { EvidenceGrade } from '../model/reading.ts';
import { evidenceOf } from './evidence-of.ts';
import type { CommandPorts, Io } from './io.ts';

type Ports = Pick<CommandPorts, 'clock'>;

export interface CorrectivePlaceFlags {
  /** Folder of all reports; the actions stand in its corrective.ndjson. */
  readonly out: string;
}

const refused = (why: string, hint?: string): DrillError => new DrillError('CORRECTIVE_REFUSED', why, hint === undefined ? {} : { hint });

export interface AddFlags extends CorrectivePlaceFlags {
  readonly finding: string;
  readonly owner: string;
  readonly due: string;
  readonly action: string;
  readonly rootCause?: string;
}

/**
 * `muster corrective add DIR`: gives a finding of a run an action, an owner and a day.
 * @throws {DrillError} CORRECTIVE_REFUSED for a finding that the run does not have, that has an open action already, or a
 * day that is past.
 */
export async function addAction(folder: string, flags: AddFlags, io: Io, ports: Ports): Promise<ExitCode> {
  const { result } = await evidenceOf(folder, io, ports);
  const found = result.findings.find((one) => one.id === flags.finding);
  const known = result.findings.map((one) => one.id).join(', ');
  if (found === undefined)
    throw refused(`The run ${result.run.id} has no finding ${flags.finding}.`, known === '' ? 'It has none at all.' : `Its findings: ${known}.`);
  const at = ports.clock.now();
  mustBeDay(flags.due, at.slice(0, 10), '--due');
  const entry = {
    at,
    runId: result.run.id,
    drill: result.drill.id,
    site: result.site.id,
    grade: result.evidenceGrade,
    finding: found.id,
    severity: found.severity,
    text: found.text,
    controls: found.controls,
  };
  await using store = storeOf(flags, io);
  const { entries } = await addCorrective(store, (before) => {
    const open = correctiveActions(before, at.slice(0, 10)).find(
      (one) => one.runId === entry.runId && one.finding === entry.finding && one.status !== 'closed',
    );
    if (open !== undefined) throw refused(`${open.id} is open for this finding already.`, 'Add a note to it: muster corrective note.');
    const id = `CA-${String(before.filter((one) => one.type === 'opened').length + 1).padStart(4, '0')}`;
    return { type: 'opened' as const, id, ...entry, rootCause: flags.rootCause ?? '', action: flags.action, owner: flags.owner, due: flags.due };
  });
  io.out(entries.at(-1)?.id ?? '');
  return exitCodes.pass;
}

/** `muster corrective list`: every action as it stands. Exit 1 when one is overdue, or the waiver for one has expired. */
export async function listActions(flags: CorrectivePlaceFlags & { readonly json?: boolean }, io: Io, ports: Ports): Promise<ExitCode> {
  await using store = storeOf(flags, io);
  const { entries, problem, head } = correctiveOf(await store.readLedger());
  if (problem !== null) throw new DrillError('LEDGER_BROKEN', `${store.where}: ${problem}.`);
  const actions = correctiveActions(entries, ports.clock.now().slice(0, 10));
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, head, actions }, null, 2));
  else for (const line of actions.length === 0 ? ['No corrective actions.'] : actions.flatMap(linesOf)) io.out(printable(line));
  return actions.some((one) => one.overdue) ? exitCodes.fail : exitCodes.pass;
}

function linesOf(one: CorrectiveAction): readonly string[] {
  const late = one.overdue ? (one.waiver?.expired === true ? '  WAIVER EXPIRED' : '  OVERDUE') : '';
  const until = one.status === 'waived' ? `waived until ${one.waiver?.expires ?? ''}` : `due ${one.due}`;
  const closed = one.closure === null ? until : `closed ${one.closure.at.slice(0, 10)}, shown by run ${one.closure.verifiedBy.runId}`;
  return [
    `${one.id}  ${one.severity}  ${one.status}  ${one.owner}  ${closed}${late}`,
    `    ${one.drill} on ${one.site}, ${one.finding}: ${one.text}`,
    `    ${one.action}`,
  ];
}

/** `muster corrective note ID`: work has begun, or went on. @throws {DrillError} CORRECTIVE_REFUSED */
export async function noteAction(
  id: string,
  flags: CorrectivePlaceFlags & { readonly by: string; readonly note: string },
  io: Io,
  ports: Ports,
): Promise<ExitCode> {
  return await change(id, flags, io, ports, (at) => ({ type: 'progressed', at, id, by: flags.by, note: flags.note }));
}

/** `muster corrective waive ID`: somebody accepts the risk until a day. @throws {DrillError} CORRECTIVE_REFUSED */
export async function waiveAction(
  id: string,
  flags: CorrectivePlaceFlags & { readonly by: string; readonly reason: string; readonly until: string },
  io: Io,
  ports: Ports,
): Promise<ExitCode> {
  mustBeDay(flags.until, ports.clock.now().slice(0, 10), '--until');
  return await change(id, flags, io, ports, (at) => ({ type: 'waived', at, id, by: flags.by, reason: flags.reason, expires: flags.until }));
}

export interface CloseFlags extends CorrectivePlaceFlags {
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
export async function closeAction(id: string, flags: CloseFlags, io: Io, ports: Ports): Promise<ExitCode> {
  const file = flags.file === undefined ? null : await fileOf(resolve(io.cwd, flags.file));
  await using store = storeOf(flags, io);
  const today = ports.clock.now().slice(0, 10);
  const action = correctiveActions(correctiveOf(await store.readLedger()).entries, today).find((one) => one.id === id);
  if (action === undefined) throw refused(`There is no action ${id}.`);
  const verifiedBy = await reDrill(flags.verifiedBy, action, io, ports);
  return await change(id, flags, io, ports, (at) => ({ type: 'closed', at, id, by: flags.by, evidence: flags.evidence, file, verifiedBy }));
}

/** What a run speaks about, the least first. */
const grades: readonly EvidenceGrade[] = ['demo', 'procedure', 'production-backup'];

async function reDrill(
  folder: string,
  action: CorrectiveAction,
  io: Io,
  ports: Ports,
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

type Undated<T> = T extends unknown ? Omit<T, 'schemaVersion' | 'seq' | 'prev'> : never;

async function change(id: string, flags: CorrectivePlaceFlags, io: Io, { clock }: Ports, entry: (at: string) => Undated<CorrectiveEntry>): Promise<ExitCode> {
  await using store = storeOf(flags, io);
  const at = clock.now();
  await addCorrective(store, (before) => {
    const action = correctiveActions(before, at.slice(0, 10)).find((one) => one.id === id);
    if (action === undefined) throw refused(`There is no action ${id}.`, 'See `muster corrective list`.');
    if (action.status === 'closed') throw refused(`${id} is closed.`, 'Open a new one for the finding of a later run.');
    return entry(at);
  });
  io.out(id);
  return exitCodes.pass;
}

function storeOf({ out }: CorrectivePlaceFlags, io: Io): EvidenceStore {
  return folderStore(resolve(io.cwd, out), correctiveName);
}

async function fileOf(path: string): Promise<{ readonly name: string; readonly digest: `sha256:${string}` }> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new DrillError('CORRECTIVE_REFUSED', `${path} cannot be read.`, { cause });
  });
  return { name: basename(path), digest: `sha256:${sha256(bytes)}` };
}

function mustBeDay(day: string, today: string, flag: string): void {
  const real = /^\d{4}-\d\d-\d\d$/u.test(day) && !Number.isNaN(Date.parse(day)) && new Date(Date.parse(day)).toISOString().startsWith(day);
  if (!real || day < today) throw refused(`${flag} must be a day such as 2027-01-31 that is not past, not "${day}".`);
}
