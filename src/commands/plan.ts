import { canonicalJson } from '../model/canonical.ts';
import { exitCodes, type ExitCode } from '../model/errors.ts';
import { planText } from '../planning/plan-text.ts';
import { refuse, type DefinitionPorts } from './definitions.ts';
import type { CommandPorts, Io } from './io.ts';
import { loadPlan, type PlanFlags } from './load-plan.ts';
import { namedDrill } from './named-drill.ts';

/**
 * `muster plan DRILL`: what a run would do, without Docker and with the same bytes each time.
 * @throws {DrillError} INVALID_FLAG for a value of `--set` that does not fit.
 */
export async function plan(
  drill: string,
  options: PlanFlags & { readonly json?: boolean },
  io: Io,
  ports: DefinitionPorts & Pick<CommandPorts, 'home'>,
): Promise<ExitCode> {
  const loaded = loadPlan(namedDrill(drill, io.cwd, ports.home), options, io, ports);
  if ('diagnostics' in loaded) return refuse(loaded.diagnostics, options, io);
  io.out(options.json === true ? sortedJson(loaded.plan) : planText(loaded.plan));
  return exitCodes.pass;
}

/** Keys sorted, so that the bytes do not depend on how a plan was put together. */
function sortedJson(value: object): string {
  const sorted: unknown = JSON.parse(canonicalJson(value));
  return JSON.stringify(sorted, null, 2);
}
