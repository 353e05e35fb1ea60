import { DrillError } from '../model/errors.ts';
import { defineFault, noParams } from '../model/kind.ts';

/**
 * Lets the shop's schedule go on: its own procedure makes one more set, of the shop as it is now. After other faults the
 * newest set then holds their damage, opens with the right key, and is whole: only when it was made tells it from a clean one.
 */
export const poisonBackup = defineFault({
  kind: 'poison-backup',
  title: 'Back the damaged shop up',
  controls: ['164.308(a)(7)(ii)(A)'],
  params: noParams,
  example: {},
  async inject(_params, { backups }) {
    const set = await backups.take({ clean: false });
    if (set.clean) throw new DrillError('COMMAND_FAILED', 'A drill on given backups makes no set of its own: poison-backup needs synthetic data.');
    return { summary: `the newest set, ${set.name}, holds the damage`, data: { set: set.name, bytes: set.bytes } };
  },
  async observe(_params, { backups }) {
    const newest = backups.sets.at(-1);
    const observed = newest?.clean === false;
    return { observed, text: observed ? `the newest of ${backups.sets.length} sets is not clean` : 'the newest set is clean' };
  },
});
