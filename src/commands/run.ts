import { join } from 'node:path';
import type { Seal } from '../evidence/seal.ts';
import { mustBeRecipients } from '../evidence/withhold.ts';
import type { ExitCode } from '../model/errors.ts';
import type { DrillResult } from '../model/result.ts';
import { plural } from '../model/words.ts';
import { finalLines } from '../reporters/terminal.ts';
import { refuse } from './definitions.ts';
import { foldLine } from './fold-line.ts';
import type { CommandPorts, Io } from './io.ts';
import { loadPlan, type PlanFlags } from './load-plan.ts';
import { namedDrill } from './named-drill.ts';
import { readGivenBaseline, type BaselineFlags } from './production/given-baseline.ts';
import { mustHoldPhi, type PhiFlags } from './production/hold-phi.ts';
import { codeOf, rehearseOne, type Rehearsed, type ToRehearse } from './rehearse-one.ts';
import { runMany, type ManyFlags } from './run-many.ts';

export interface RunFlags extends PlanFlags, ManyFlags, PhiFlags, BaselineFlags {}

/**
 * `muster run DRILL…`: checks every definition first, then runs the drills, `--jobs` at a time. The exit code is the
 * worst one's; the evidence is on disk on every way out.
 */
export async function run(drills: readonly string[], flags: RunFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  mustHoldPhi(flags, ports.env);
  mustBeRecipients(flags.withholdTo ?? []);
  const baseline = await readGivenBaseline(flags, io.cwd);
  const loaded = drills.map((drill) => loadPlan(namedDrill(drill, io.cwd, ports.home), flags, io, ports));
  const problems = loaded.flatMap((one) => ('diagnostics' in one ? one.diagnostics : []));
  if (problems.length > 0) return refuse(problems, flags, io);
  const ready = loaded.flatMap((one) => ('plan' in one ? [{ ...one, baseline }] : []));
  const [only] = ready;
  return only !== undefined && ready.length === 1 ? await runOne(only, flags, io, ports) : await runMany(ready, flags, io, ports);
}

async function runOne(loaded: ToRehearse, flags: RunFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const { result, dir, withheld, sealed } = await rehearseOne(loaded, flags, io, ports);
  if (withheld === null) tell(result, dir, flags, io);
  else tellWithheld(withheld, dir, flags, io);
  if (flags.json !== true && sealed !== null) io.out(sealedLine(sealed));
  return codeOf({ result, sealed });
}

function sealedLine({ digest, manifest: { files, preparedBy } }: Seal): string {
  return `Sealed: ${plural(files.length, 'file')}, ${digest}, ${preparedBy.keyId === null ? 'NOT SIGNED (no --seal-key)' : `signed by ${preparedBy.keyId}`}`;
}

/** Nothing of the run's own texts: they are what is withheld. */
function tellWithheld({ kept, keyFile }: NonNullable<Rehearsed['withheld']>, dir: string, flags: RunFlags, io: Io): void {
  if (flags.json === true) return io.out(JSON.stringify(kept));
  io.out(
    `${kept.verdict.toUpperCase()}: the evidence of run ${kept.runId} is withheld (${kept.hits === 0 ? 'it could not be searched' : `${kept.hits} protected values in it`}).`,
  );
  io.out(`It is encrypted, not lost: ${join(dir, kept.archive.name)}`);
  io.out(keyFile === null ? `Readable by: ${kept.recipients.join(', ')}` : `Its key: ${keyFile} (move it to escrow)`);
}

function tell(result: DrillResult, dir: string, flags: RunFlags, io: Io): void {
  if (flags.json === true) io.out(JSON.stringify(result));
  else for (const line of finalLines(result, join(dir, 'report.html'))) for (const part of foldLine(line, io.columns)) io.out(part);
}
