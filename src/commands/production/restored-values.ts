import { DrillError } from '../../model/errors.ts';

/** How far the values of a restored backup are known, so that "none was found" is never said of values that were not listed. */
export class RestoredValues {
  #state: 'none' | 'importing' | number = 'none';

  /** From here on values of the backup may be anywhere in the mirror. */
  importing(): void {
    this.#state = 'importing';
  }

  /** So many can be searched for. */
  listed(values: number): void {
    this.#state = values;
  }

  /**
   * What `count` finds of them; null when nothing of the backup was ever in the mirror.
   * @throws {DrillError} COMMAND_FAILED when it was, and its values were not listed.
   */
  async search(count: () => Promise<number>): Promise<{ readonly values: number; readonly hits: number } | null> {
    const values = this.#state;
    if (values === 'none') return null;
    if (values === 'importing') throw new DrillError('COMMAND_FAILED', 'The restored values were not listed, so nothing can be searched for them.');
    return { values, hits: await count() };
  }
}
