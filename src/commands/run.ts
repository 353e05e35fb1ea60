import { join } from 'node:path';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import type { DrillResult } from '../model/result.ts';
import { exitCodeOf } from '../model/verdict.ts';
import { finalLines } from '../reporters/terminal.ts';
import { printDiagnostics } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { loadPlan, type LoadedPlan, type PlanFlags } from './load-plan.ts';
import { rehearseOne, type RehearsalFlags } from './rehearse-one.ts';

export interface RunFlags extends PlanFlags, RehearsalFlags {
  readonly json?: boolean;
}

/**
 * `muster run DRILL…`: checks every definition first, then runs the drills one after the other. The exit code is the
 * worst verdict's; the evidence is on disk on every way out.
 */
export async function run(drills: readonly string[], flags: RunFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const loaded = drills.map((drill) => loadPlan(drill, flags, io, ports));
  const problems = loaded.flatMap((one) => ('diagnostics' in one ? one.diagnostics : []));
  if (problems.length > 0) {
    printDiagnostics(problems, io);
    return exitCodes.invalid;
  }
  const codes: ExitCode[] = [];
  for (const one of loaded) {
    if ('plan' in one && !io.signal.aborted) codes.push(await runOne(one, flags, io, ports));
  }
  return worstOf(codes);
}

async function runOne(loaded: LoadedPlan, flags: RunFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const { result, dir } = await rehearseOne(loaded, flags, io, ports);
  tell(result, dir, flags, io);
  return exitCodeOf(result);
}

function tell(result: DrillResult, dir: string, flags: RunFlags, io: Io): void {
  if (flags.json === true) io.out(JSON.stringify(result));
  else for (const line of finalLines(result, join(dir, 'report.html'))) io.out(line);
}

/** Interrupted beats everything, then our bugs, then fail, inconclusive, unavailable, pass. */
function worstOf(codes: readonly ExitCode[]): ExitCode {
  const order: readonly ExitCode[] = [
    exitCodes.interrupted,
    exitCodes.bug,
    exitCodes.fail,
    exitCodes.inconclusive,
    exitCodes.unavailable,
    exitCodes.invalid,
    exitCodes.pass,
  ];
  return order.find((code) => codes.includes(code)) ?? exitCodes.inconclusive;
}
