import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { DrillError } from '../model/errors.ts';
import type { FactOf } from '../model/journal.ts';
import type { PeoplePlan } from '../model/plan/site.ts';

export interface PeopleFlags {
  /** Who runs the drill: never its certifier. */
  readonly preparedBy?: string;
  /** Who, when neither flag nor environment says. */
  readonly otherwise?: string;
  /** `role=name`. */
  readonly participant?: readonly string[];
  /** A YAML file with `participants:` and `absent:`. */
  readonly participants?: string;
  /** Roles whose holder is away. */
  readonly absent?: readonly string[];
}

export type RunPeople = Omit<FactOf<'people-recorded'>, 'type'>;

/** Roles that take part without a duty in people.yaml. */
const guests = ['observer', 'evaluator', 'drill-lead'];

/**
 * Who takes part in a run, from flags and file, checked against people.yaml. The preparer may also stand in
 * MUSTER_PREPARED_BY, which suits a CI service. @throws {DrillError} INVALID_FLAG for a role that nobody knows.
 */
export async function runPeople(
  flags: PeopleFlags,
  people: PeoplePlan,
  given: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<RunPeople> {
  const file = flags.participants === undefined ? { participants: [], absent: [] } : await readFileOf(resolve(given.cwd, flags.participants));
  const participants = [...file.participants, ...(flags.participant ?? []).map(pairOf)];
  const absent = [...new Set([...file.absent, ...(flags.absent ?? [])])];
  const known = people.roles.map((role) => role.id);
  for (const { role } of participants) mustBeKnown(role, [...known, ...guests], '--participant');
  for (const role of absent) mustBeKnown(role, known, '--absent');
  return { preparedBy: flags.preparedBy ?? given.env['MUSTER_PREPARED_BY'] ?? flags.otherwise ?? '', participants, absent };
}

function pairOf(text: string): RunPeople['participants'][number] {
  const at = text.indexOf('=');
  const [role, name] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 1 || name === '') throw new DrillError('INVALID_FLAG', `--participant must be role=name, not "${text}".`);
  return { role, name };
}

function mustBeKnown(role: string, known: readonly string[], flag: string): void {
  if (!known.includes(role))
    throw new DrillError('INVALID_FLAG', `${flag} names the role "${role}", which people.yaml does not have.`, { hint: `Roles: ${known.join(', ')}.` });
}

/** Both lists of the file; each may be left out. */
async function readFileOf(path: string): Promise<Pick<RunPeople, 'participants' | 'absent'>> {
  const invalid = (cause?: unknown): DrillError =>
    new DrillError('INVALID_FLAG', `${path} is no list of participants.`, {
      hint: 'participants: [{ role: observer, name: "A. Person" }], absent: [privacy-officer]',
      cause,
    });
  let value: unknown;
  try {
    value = parse(await readFile(path, 'utf8'), { maxAliasCount: 0 });
  } catch (cause) {
    throw invalid(cause);
  }
  const { participants = [], absent = [], ...rest } = (typeof value === 'object' && value !== null ? value : { none: 1 }) as Record<string, unknown>;
  const people = Array.isArray(participants) && participants.every(isParticipant);
  if (Object.keys(rest).length > 0 || !people || !Array.isArray(absent) || !absent.every((one) => typeof one === 'string')) throw invalid();
  return { participants: participants as RunPeople['participants'], absent };
}

function isParticipant(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { role, name, ...rest } = value as Record<string, unknown>;
  return typeof role === 'string' && typeof name === 'string' && Object.keys(rest).length === 0;
}
