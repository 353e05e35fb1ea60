import { DrillError } from '../model/errors.ts';
import type { RecordFact } from '../model/journal.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Mirror } from '../model/ports/mirror.ts';
import type { Shop } from '../model/ports/shop.ts';

export interface LastRungs {
  readonly mirror: Mirror;
  readonly front: Shop;
  readonly record: RecordFact;
  readonly clock: Clock;
}

/**
 * The last rungs of the health ladder: a person logs in, and PHI is readable by who may.
 * @throws {DrillError} MIRROR_UNHEALTHY naming the rung.
 */
export async function climbLastRungs({ mirror, front, record, clock }: LastRungs): Promise<void> {
  const rung = async (name: string, look: () => Promise<boolean>): Promise<void> => {
    const began = clock.monotonicMs();
    const holds = await look();
    await record({ type: 'health-checked', service: 'web', rung: name, holds, cause: holds ? '' : 'refused', tookMs: Math.round(clock.monotonicMs() - began) });
    if (!holds) throw new DrillError('MIRROR_UNHEALTHY', `web: the rung "${name}" does not hold: refused.`);
  };
  const { nurse, pharmacist } = mirror.accounts;
  await rung('login', async () => {
    await using session = nurse === undefined ? null : await front.login(nurse);
    return session !== null;
  });
  await rung('phi-read', async () => (await front.readOrder(pharmacist ?? null, mirror.patientOrderId, 'health-ladder')).text.includes('"rx"'));
}
