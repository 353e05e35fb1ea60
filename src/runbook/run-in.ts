import { DrillError } from '../model/errors.ts';
import type { ExecOptions, Execution } from '../model/ports/containers.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { ServiceName } from '../model/reading.ts';

/**
 * Runs an argument list in a service and expects exit 0.
 * @throws {DrillError} STEP_FAILED with service, program and exit code; never its output, which may quote rows.
 */
export async function runIn(context: RunContext, service: ServiceName, argv: readonly string[], options: ExecOptions = {}): Promise<Execution> {
  const done = await context.mirror.containers.exec(service, argv, options);
  if (done.code !== 0) throw new DrillError('STEP_FAILED', `${argv[0] ?? 'the command'} in ${service} ended with exit ${done.code}.`);
  return done;
}
