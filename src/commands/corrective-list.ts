import { resolve } from 'node:path';
import { correctiveName } from '../evidence/corrective.ts';
import type { CorrectiveAction } from '../model/corrective.ts';
import { actionCourse, actionState } from '../model/corrective-words.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import { printable } from '../model/printable.ts';
import type { CommandPorts, Io } from './io.ts';
import { mustHold, readRegister } from './read-register.ts';

export interface ListFlags {
  /** Folder of all reports; the actions stand in its corrective.ndjson. */
  readonly out: string;
  readonly json?: boolean;
}

/** `muster corrective list`: every action as it stands. Exit 1 when one is overdue, or the waiver for one has expired. */
export async function listActions(flags: ListFlags, io: Io, { clock }: Pick<CommandPorts, 'clock'>): Promise<ExitCode> {
  const { actions, head } = mustHold(await readRegister(resolve(io.cwd, flags.out, correctiveName), clock.now()));
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, head, actions }, null, 2));
  else for (const line of actions.length === 0 ? ['No corrective actions.'] : actions.flatMap(linesOf)) io.out(printable(line));
  return actions.some((one) => one.overdue) ? exitCodes.fail : exitCodes.pass;
}

function linesOf(one: CorrectiveAction): readonly string[] {
  return [
    `${one.id}  ${one.severity}  ${actionState(one)}  ${one.owner}  due ${one.due}`,
    `    ${one.drill} on ${one.site}, ${one.finding}: ${one.text}`,
    `    ${one.action}${one.rootCause === '' ? '' : ` (cause: ${one.rootCause})`}`,
    ...actionCourse(one).map((said) => `    ${said}`),
  ];
}
