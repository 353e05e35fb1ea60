import { sealSigner } from '../evidence/signer-of.ts';
import { keyIdOf } from '../evidence/keys.ts';
import { listFiles } from '../evidence/sealed-files.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { firstOf } from '../model/facts.ts';
import type { DrillResult } from '../model/result.ts';
import { plural } from '../model/words.ts';
import { evidenceOf } from './evidence-of.ts';
import type { CommandPorts, Io } from './io.ts';
import { scanForLeaks } from './scan-for-leaks.ts';
import { noLedger, sealRun } from './seal-run.ts';
import { writeReports } from './write-reports.ts';

export interface SealFlags {
  readonly sealKey?: string;
}

/**
 * `muster seal DIR`: seals a run that has no seal, because it was killed or its key failed. Never a second time. The files
 * are searched first where the run itself did not, and reports that are not there are rendered: none can be added later. The seal names no predecessor: only a run that came to its end does.
 * @throws {DrillError} SEAL_REFUSED, KEY_UNUSABLE, NOT_A_RUN, JOURNAL_BROKEN
 */
export async function sealAfterwards(folder: string, flags: SealFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const signer = await sealSigner(flags.sealKey, { cwd: io.cwd, env: ports.env });
  const { dir, reading, alone } = await evidenceOf(folder, io, ports);
  const plan = firstOf(reading.events, 'run-started')?.plan;
  if (plan === undefined) throw new DrillError('SEAL_REFUSED', 'The journal names no run.');
  if (alone.leakScan === null) {
    if (plan.data.mode !== 'synthetic')
      throw new DrillError('SEAL_REFUSED', 'This run on real data was never searched for it, and cannot be any more.', {
        hint: 'Encrypt or remove the folder by hand, now.',
      });
    const { hits } = await scanForLeaks(reading.events, plan);
    if (hits > 0)
      throw new DrillError('SEAL_REFUSED', `The run's files hold protected values (${hits}).`, { hint: 'Keep them from others, and report it as a bug.' });
  }
  if (!(await listFiles(dir)).paths.includes('result.json')) await renderInto(dir, alone, io);
  const { digest, manifest } = await sealRun(dir, { result: alone, signer, before: noLedger }, ports);
  io.out(`Sealed: ${plural(manifest.files.length, 'file')}, ${digest}, ${signer === null ? 'NOT SIGNED (no key)' : `signed by ${keyIdOf(signer.publicKey)}`}`);
  return exitCodes.pass;
}

async function renderInto(dir: string, result: DrillResult, io: Io): Promise<void> {
  const { failed, missing } = await writeReports(dir, result, { signal: io.signal });
  if (missing !== null) io.err(missing);
  for (const file of failed) io.err(`Could not be written: ${file}`);
}
