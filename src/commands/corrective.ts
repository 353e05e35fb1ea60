import { resolve } from 'node:path';
import { addCorrective, correctiveName } from '../evidence/corrective.ts';
import { signerOf } from '../evidence/signer-of.ts';
import type { Signer } from '../evidence/signer.ts';
import { folderStore } from '../evidence/stores/folder.ts';
import { correctiveActions, type CorrectiveEntry } from '../model/corrective.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { evidenceOf } from './evidence-of.ts';
import type { CommandPorts, Io } from './io.ts';

export type CorrectivePorts = Pick<CommandPorts, 'clock' | 'env'>;

/** What every verb that adds an entry takes. */
export interface EntryFlags {
  /** Folder of all reports; the actions stand in its corrective.ndjson. */
  readonly out: string;
  /** Who signs the entry: a PEM file, or `agent`; absent: nobody. */
  readonly key?: string;
}

/** An error that says why nothing was written. */
export const refused = (why: string, hint?: string): DrillError => new DrillError('CORRECTIVE_REFUSED', why, hint === undefined ? {} : { hint });

export interface AddFlags extends EntryFlags {
  readonly finding: string;
  readonly owner: string;
  readonly due: string;
  readonly action: string;
  readonly rootCause?: string;
}

/**
 * `muster corrective add DIR`: gives a finding of a run an action, an owner and a day.
 * @throws {DrillError} CORRECTIVE_REFUSED for a finding that the run does not have, that has an open action already, or a
 * day that is past; KEY_UNUSABLE
 */
export async function addAction(folder: string, flags: AddFlags, io: Io, ports: CorrectivePorts): Promise<ExitCode> {
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
  const entries = await add(flags, io, ports, (before) => {
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

/** `muster corrective note ID`: work has begun, or went on. @throws {DrillError} CORRECTIVE_REFUSED */
export async function noteAction(
  id: string,
  flags: EntryFlags & { readonly by: string; readonly note: string },
  io: Io,
  ports: CorrectivePorts,
): Promise<ExitCode> {
  return await change(flags, io, ports, { type: 'progressed', at: ports.clock.now(), id, by: flags.by, note: flags.note });
}

/** `muster corrective waive ID`: somebody accepts the risk until a day. @throws {DrillError} CORRECTIVE_REFUSED */
export async function waiveAction(
  id: string,
  flags: EntryFlags & { readonly by: string; readonly reason: string; readonly until: string },
  io: Io,
  ports: CorrectivePorts,
): Promise<ExitCode> {
  const at = ports.clock.now();
  mustBeDay(flags.until, at.slice(0, 10), '--until');
  return await change(flags, io, ports, { type: 'waived', at, id, by: flags.by, reason: flags.reason, expires: flags.until });
}

type Undated<T> = T extends unknown ? Omit<T, 'schemaVersion' | 'seq' | 'prev'> : never;
type UndatedEntry = Undated<CorrectiveEntry>;

/** An entry for an action that is there and not closed. @throws {DrillError} CORRECTIVE_REFUSED, KEY_UNUSABLE */
export async function change(flags: EntryFlags, io: Io, ports: CorrectivePorts, entry: UndatedEntry): Promise<ExitCode> {
  await add(flags, io, ports, (before) => {
    const action = correctiveActions(before, entry.at.slice(0, 10)).find((one) => one.id === entry.id);
    if (action === undefined) throw refused(`There is no action ${entry.id}.`, 'See `muster corrective list`.');
    if (action.status === 'closed') throw refused(`${entry.id} is closed.`, 'Open a new one for the finding of a later run.');
    return entry;
  });
  io.out(entry.id);
  return exitCodes.pass;
}

async function add(
  { out, key }: EntryFlags,
  io: Io,
  { env }: CorrectivePorts,
  entryFor: (entries: readonly CorrectiveEntry[]) => UndatedEntry,
): Promise<readonly CorrectiveEntry[]> {
  const signer: Signer | null = key === undefined ? null : await signerOf(key, { cwd: io.cwd, env });
  await using store = folderStore(resolve(io.cwd, out), correctiveName);
  return (await addCorrective(store, entryFor, signer)).entries;
}

function mustBeDay(day: string, today: string, flag: string): void {
  const real = /^\d{4}-\d\d-\d\d$/u.test(day) && !Number.isNaN(Date.parse(day)) && new Date(Date.parse(day)).toISOString().startsWith(day);
  if (!real || day < today) throw refused(`${flag} must be a day such as 2027-01-31 that is not past, not "${day}".`);
}
