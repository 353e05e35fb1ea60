import { DrillError } from '../model/errors.ts';
import { revocationJournal, type Revocation } from '../model/revocations.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/**
 * Takes something away in the shop, and writes it into the site's journal outside the database: what whoever does it in
 * production does as well. @throws {DrillError} COMMAND_FAILED
 */
export async function noteRevocation({ mirror, clock }: RunContext, entry: Revocation): Promise<void> {
  await mirror.wordpress.run('revoke', { entries: [{ ...entry }] });
  const line = `${JSON.stringify({ at: clock.now(), ...entry })}\n`;
  const { code } = await mirror.containers.exec('toolbox', ['sh', '-c', 'umask 022; cat >> "$1"', 'sh', revocationJournal], { stdin: line });
  if (code !== 0) throw new DrillError('COMMAND_FAILED', `The revocation journal could not be written (exit ${code}).`);
}
