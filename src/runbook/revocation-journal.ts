import { DrillError } from '../model/errors.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { readRevocations, type Revocation } from '../model/revocations.ts';
import { runIn } from './run-in.ts';

/** A step's parameter: where the journal is in `toolbox`. */
export const journalParam = { type: 'string', pattern: '^/[A-Za-z0-9._/-]{1,200}$' } as const;

/**
 * Reads a revocation journal. @throws {DrillError} STEP_FAILED when it is not there, or a line of it is no entry: what
 * it took away would otherwise come back unnoticed.
 */
export async function journalAt(context: RunContext, path: string): Promise<readonly Revocation[]> {
  const { stdout } = await runIn(context, 'toolbox', ['cat', path]);
  const read = readRevocations(stdout.toString('utf8'));
  if ('entries' in read) return read.entries;
  throw new DrillError('STEP_FAILED', `Line ${read.badLine} of the revocation journal ${path} is no entry.`, {
    hint: 'A line is a JSON object: {"what":"account","login":…}, or role, application-password, api-key. See docs/runbooks.md.',
  });
}
