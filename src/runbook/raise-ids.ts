import { DrillError } from '../model/errors.ts';
import { loggedIds, readIdCounters } from '../model/id-counters.ts';
import { defineStep } from '../model/kind.ts';

/** Numbers left out above the highest in use: about what a small shop gives out in the time that a backup may be old. */
const defaultMargin = 1000;

/**
 * Raises the counters of `posts` and `users` above every order and account number in use or named by the access log and
 * its off-box copy, and `margin` numbers further: those may have been given out after the backup, and stand in mails, on
 * labels and at the payment provider. Lowers
 * nothing. Does not mend an order that was overwritten already.
 */
export const raiseIds = defineStep({
  kind: 'raise-ids',
  title: 'Raise the counters above every number in use',
  controls: ['164.312(c)(1)', '164.312(a)(1)'],
  params: { type: 'object', additionalProperties: false, properties: { margin: { type: 'integer', minimum: 0, maximum: 1_000_000_000 } } },
  example: { margin: 1000 },
  describe: ({ margin = defaultMargin }, site) => ({
    commands: ['posts', 'users'].map((table) => `ALTER TABLE ${site.tablePrefix}${table} AUTO_INCREMENT = <highest number in use + ${margin + 1}>`),
    fidelity: 'equivalent',
    reason: 'Muster looked the highest number up in every table that refers to one, and in the access log',
  }),
  async apply({ margin = defaultMargin }, { mirror: { database }, accessLog }) {
    const raised: string[] = [];
    for (const { table, next, highest } of await readIdCounters(database, await loggedIds(accessLog))) {
      if (next === null) {
        throw new DrillError('STEP_FAILED', `The table ${table} numbers its rows no more: its AUTO_INCREMENT is lost.`, {
          hint: 'The structure came back damaged: give the key column AUTO_INCREMENT again, or restore another backup.',
        });
      }
      const wanted = highest + BigInt(margin) + 1n;
      if (next >= wanted) continue;
      await database.execute(`ALTER TABLE \`${database.prefix}${table}\` AUTO_INCREMENT = ${wanted}`);
      raised.push(table);
    }
    return { text: raised.length === 0 ? 'the counters stood high enough' : `raised the counters of ${raised.join(' and ')}`, outputs: { raised } };
  },
});
