import { DrillError } from '../model/errors.ts';
import type { BackupSet } from '../model/ports/backups.ts';

/** What `from` may be: a word, the name of a set, or a name that an earlier step gave. */
export const fromPattern = '^(last-clean|latest|previous|[A-Za-z0-9._-]{1,64}|\\$\\{steps\\.[a-z0-9-]+\\.outputs\\.[A-Za-z0-9_]+\\})$';

/**
 * The set that `from` names. `last-clean` is what this run knows, not what a team knows: it has to look (`choose-backup`).
 * @throws {DrillError} STEP_FAILED when there is no such set.
 */
export function setFrom(sets: readonly BackupSet[], from: string): BackupSet {
  const found =
    from === 'last-clean'
      ? sets.findLast((set) => set.clean)
      : from === 'latest'
        ? sets.at(-1)
        : from === 'previous'
          ? sets.at(-2)
          : sets.find((set) => set.name === from);
  if (found === undefined) throw new DrillError('STEP_FAILED', `There is no backup set "${from}" (${sets.length} sets are known).`);
  return found;
}
