import { DrillError } from '../model/errors.ts';
import type { ExecOptions } from '../model/ports/containers.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/**
 * Runs a shell script as root in the web root; what it needs comes as arguments, a secret on standard input, never inside
 * its text. Returns its output, trimmed. @throws {DrillError} COMMAND_FAILED with the exit code, UNREACHABLE when the service is gone.
 */
export async function inWebRoot({ mirror }: RunContext, script: string, args: readonly string[] = [], options: ExecOptions = {}): Promise<string> {
  const done = await mirror.containers.exec('web', ['sh', '-c', `cd /var/www/html || exit 3; ${script}`, 'sh', ...args], {
    user: 'root',
    timeoutMs: 120_000,
    ...options,
  });
  if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `The fault could not be done in the web root (exit ${done.code}).`);
  return done.stdout.toString('utf8').trim();
}
