import { DrillError } from '../model/errors.ts';
import { defineStep, noParams } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { runIn } from './run-in.ts';

/** WordPress stops every request while this file exists and `$upgrading` is less than ten minutes old. */
const file = '/var/www/html/.maintenance';
const content = '<?php $upgrading = time();';

/** A shop that hangs on what it lost answers late. */
const closedWithinMs = 30_000;

/** Closes the shop: WordPress answers 503 to everything until `maintenance-off`. Does not expire. */
export const maintenanceOn = defineStep({
  kind: 'maintenance-on',
  title: 'Close the shop',
  closesShop: true,
  controls: ['164.308(a)(7)(ii)(C)'],
  params: noParams,
  example: {},
  describe: () => ({ commands: [`echo '${content}' > ${file}`], fidelity: 'as-documented', reason: '' }),
  async apply(_params, context) {
    await runIn(context, 'web', ['tee', file], { stdin: content, user: 'www-data' });
    const status = await statusWithin(context, closedWithinMs);
    if (status !== 503) throw new DrillError('STEP_FAILED', `The shop answers ${status ?? 'nothing'} although it should be closed.`);
    return { text: 'the shop answers 503', outputs: {} };
  },
});

/** Opens the shop again. Idempotent. */
export const maintenanceOff = defineStep({
  kind: 'maintenance-off',
  title: 'Open the shop',
  controls: ['164.308(a)(7)(ii)(C)'],
  params: noParams,
  example: {},
  describe: () => ({ commands: [`rm ${file}`], fidelity: 'as-documented', reason: '' }),
  async apply(_params, context) {
    await runIn(context, 'web', ['rm', '-f', file], { user: 'www-data' });
    return { text: 'the maintenance file is gone', outputs: {} };
  },
});

/** The front page's status once it is 503, or the last one; null when nothing answered in time. */
async function statusWithin({ mirror, clock, signal }: RunContext, deadlineMs: number): Promise<number | null> {
  const end = clock.monotonicMs() + deadlineMs;
  let status: number | null = null;
  do {
    signal.throwIfAborted();
    await using session = mirror.http.session();
    status = await session.request({ path: '/', timeoutMs: 5_000 }).then(
      (reply) => reply.status,
      () => null,
    );
  } while (status !== 503 && clock.monotonicMs() < end);
  return status;
}
