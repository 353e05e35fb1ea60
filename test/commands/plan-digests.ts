import type { CommandPorts } from '../../src/commands/io.ts';
import { loadPlan } from '../../src/commands/load-plan.ts';

/** The digests that a run of the first drill would name: site, PHI map, people, runbook, drill. */
export function samplePlanDigests(cwd: string, ports: CommandPorts): readonly string[] {
  const loaded = loadPlan('drills/database-loss.yaml', {}, { out: () => undefined, err: () => undefined, cwd, signal: new AbortController().signal }, ports);
  if ('diagnostics' in loaded) throw new Error(JSON.stringify(loaded.diagnostics));
  const { site, runbook, drill } = loaded.plan;
  return [site.digest, site.phiMap.digest, site.people.digest, runbook.digest, drill.digest];
}
