import type { Adaptation } from '../../backups/restore/sql.ts';
import { plural } from '../../model/words.ts';

/** What was changed in a dump on its way in, a sentence each, for the report. */
export function adaptationText(changes: readonly Adaptation[]): readonly string[] {
  return changes.map(({ what, count }) => `The dump was made ready for the mirror: ${what} (${plural(count, 'time')}).`);
}
