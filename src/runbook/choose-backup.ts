import type { BackupInspection } from '../model/backup-inspection.ts';
import { DrillError } from '../model/errors.ts';
import { defineStep, noParams } from '../model/kind.ts';

/**
 * Looks the site's backup sets over, the newest first, by the rules of `muster backup verify`, until one is good: whole,
 * encrypted, young enough, no key inside, its access log unbroken. Gives that set's name to the steps after it. Fails when
 * none is good. Does not show that the set can be restored: the next step does.
 */
export const chooseBackup = defineStep({
  kind: 'choose-backup',
  title: 'Find the newest backup set that is good',
  controls: ['164.308(a)(7)(ii)(A)', '164.308(a)(7)(ii)(D)'],
  params: noParams,
  example: {},
  describe: () => ({
    commands: ['muster backup verify <newest set> --site <site> --age-identity backup-identity', '… the set before, until one passes'],
    fidelity: 'equivalent',
    reason: "Muster read the sets in its own process, with the identity from the drill's escrow",
  }),
  async apply(_params, { backups, signal }) {
    if (backups.inspect === undefined)
      throw new DrillError('STEP_FAILED', 'The sets of this run were given: they were looked over when they were fetched.', {
        hint: 'Name the set: `restore-database: { from: latest }`, and `muster backup verify` for the whole series.',
      });
    const refused: string[] = [];
    for (const set of backups.sets.toReversed()) {
      signal.throwIfAborted();
      const wrong = await backups.inspect(set).then(wrongRules, (error: unknown) => unread(error));
      if (wrong.length === 0) {
        const passedBy = refused.length === 0 ? '' : `; passed over: ${refused.join('; ')}`;
        return { text: `${set.name} is the newest good set${passedBy}`, outputs: { set: set.name, refused: refused.length, why: refused } };
      }
      refused.push(`${set.name} (${wrong.join(', ')})`);
    }
    throw new DrillError('STEP_FAILED', `None of the ${refused.length} backup sets is good: ${refused.join('; ')}.`, {
      hint: 'Look at each with `muster backup verify`, and fetch an older set or the off-site copy.',
    });
  },
});

/** Ids of the rules that keep a set from being good: broken, or asked for and not told. */
function wrongRules({ rules }: BackupInspection): readonly string[] {
  return rules.filter(({ reading, required }) => reading === 'broken' || (required && reading !== 'holds')).map(({ id }) => id);
}

/** A set that is no set at all is refused like any other. @throws what is no answer about the set. */
function unread(error: unknown): readonly string[] {
  if (error instanceof DrillError && ['BACKUP_UNKNOWN', 'BACKUP_DAMAGED', 'BACKUP_UNREADABLE'].includes(error.code))
    return [error.code.toLowerCase().replace('_', '-')];
  throw error;
}
