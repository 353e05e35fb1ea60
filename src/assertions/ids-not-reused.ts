import { loggedIds, placedIds, readIdCounters, type IdCounter } from '../model/id-counters.ts';
import { defineAssertion, noParams } from '../model/kind.ts';
import { judged } from './reading.ts';
import { workOnCopies } from './table-copy.ts';

/** Of what was lost, only what the access log or the drill itself saw is known. */
const lostNumbers =
  'That numbers which neither the data nor the access log hold any more are not given out again: mails, labels and the payment provider may name them. The step raise-ids keeps a margin.';

/**
 * No number that the shop gives out next stands anywhere already: those of `posts`, from which orders take theirs, and
 * those of `users`. Otherwise the next checkout overwrites a patient's order, or the next account reads a stranger's.
 * Numbers of orders and accounts that were lost count too, where the access log, its off-box copy or the drill's own
 * ledger name them. Does not know numbers that only other plugins' tables, mails or other systems hold (`raise-ids` leaves
 * room for these).
 */
export const idsNotReused = defineAssertion({
  kind: 'ids-not-reused',
  title: 'No order or account number is given out twice',
  controls: ['164.312(c)(1)', '164.312(a)(1)'],
  requirements: ['R2', 'R13'],
  params: noParams,
  example: {},
  capture: async () => null,
  async check(_params, { mirror, accessLog, ledger }) {
    const counters = await readIdCounters(mirror.database, [...(await loggedIds(accessLog)), ...placedIds(ledger)]);
    const taken = (of: IdCounter['of']): number => counters.filter((counter) => counter.of === of).reduce((sum, counter) => sum + inReach(counter), 0);
    return judged(
      counters.every((counter) => counter.next !== null && inReach(counter) === 0),
      {
        expected: 'the next numbers of posts and of users lie above every order and account number in use',
        actual: counters.map(wordsOf).join('; '),
        notProven: [lostNumbers],
        counts: { ordersInReach: taken('orders'), usersInReach: taken('users') },
        evidence: counters.flatMap((counter) => (counter.above.length === 0 ? [`counter of ${counter.table}`] : counter.above)),
      },
    );
  },
  async sabotage(_params, { mirror: { database } }) {
    const copies = await workOnCopies(database, ['posts']);
    const [orders] = await readIdCounters(database);
    await database.execute(`DELETE FROM \`${database.prefix}posts\` WHERE ID >= ?`, [orders?.highest ?? 0n]);
    // InnoDB takes the highest number that is left instead of a lower one.
    await database.execute(`ALTER TABLE \`${database.prefix}posts\` AUTO_INCREMENT = 1`);
    return { what: 'the posts put back to before the newest order', undo: () => copies.undo() };
  },
});

/** Numbers from the next one up to the highest in use: each may be given out a second time. */
function inReach({ next, highest }: IdCounter): number {
  return Number(highest < (next ?? 1n) ? 0n : highest - (next ?? 1n) + 1n);
}

function wordsOf(counter: IdCounter): string {
  if (counter.next === null) return `${counter.table} numbers its rows no more`;
  const reach = inReach(counter);
  return reach === 0 ? `the next number of ${counter.table} is free` : `the next ${reach} numbers of ${counter.table} may be in use by ${counter.of} already`;
}
