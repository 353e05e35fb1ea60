import { resolve } from 'node:path';
import { historyLines } from '../history/table.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import type { CommandPorts, Io } from './io.ts';
import { pastRuns } from './past-runs.ts';

/** `muster history`: every run below the reports, oldest first, with the trend of each drill. Exit 1 when a journal is broken. */
export async function history(
  flags: { readonly out: string; readonly drill?: string; readonly json?: boolean },
  io: Io,
  { clock }: Pick<CommandPorts, 'clock'>,
): Promise<ExitCode> {
  const { runs, unreadable } = await pastRuns(resolve(io.cwd, flags.out), { now: clock.now(), signal: io.signal });
  const wanted = runs.filter((run) => flags.drill === undefined || run.drill === flags.drill);
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, runs: wanted, unreadable }, null, 2));
  else for (const line of wanted.length === 0 ? ['No runs.'] : historyLines(wanted)) io.out(line);
  for (const { dir, why } of unreadable) io.err(`${dir} counts for nothing: ${why}`);
  return unreadable.length === 0 ? exitCodes.pass : exitCodes.fail;
}
