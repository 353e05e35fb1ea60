import { exitCodes, type ExitCode } from '../model/errors.ts';
import { connectEngine } from '../stack/engine.ts';
import { removeSnapshots } from '../stack/snapshot-cache.ts';
import { sweep as sweepRuns } from '../stack/sweep.ts';
import type { CommandPorts, Io } from './io.ts';

/** `muster sweep`: removes what dead runs left; with --all also what --keep-stack kept, and cached mirrors. */
export async function sweep(flags: { readonly all?: boolean; readonly json?: boolean }, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const all = flags.all ?? false;
  const engine = await connectEngine({ env: ports.env, signal: io.signal });
  const report = await sweepRuns(engine, { all, signal: io.signal });
  const caches = all ? await removeSnapshots(engine) : [];
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, ...report, caches }, null, 2));
  else {
    for (const { kind, name } of report.removed) io.out(`removed ${kind} ${name}`);
    for (const name of caches) io.out(`removed cached mirror ${name}`);
    for (const runId of report.alive) io.out(`left run ${runId}: it is alive`);
    for (const runId of report.kept) io.out(`left run ${runId}: --keep-stack kept it (muster sweep --all removes it)`);
    for (const text of report.leftovers) io.err(`not removed: ${text}`);
    if (report.removed.length + caches.length === 0) io.out('nothing to sweep');
  }
  return report.leftovers.length === 0 ? exitCodes.pass : exitCodes.unavailable;
}
