import { DrillError } from '../model/errors.ts';
import { defineAssertion, noParams } from '../model/kind.ts';
import type { SqlValue } from '../model/ports/database.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { lend, stillTaken, type Lent } from './lent.ts';
import { judged } from './reading.ts';
import { noteRevocation } from './revocation-note.ts';
import { workOnCopies } from './table-copy.ts';

interface Reference extends Lent {
  /** The pharmacist's stored application passwords from before one was revoked. */
  readonly stored: SqlValue;
}

/**
 * What was taken away after the backup stays away: the account of somebody who was dismissed, an application password,
 * and a WooCommerce API key where the shop has them. All were seen to work before (the positive control); each
 * revocation is written into the site's journal outside the database, as whoever revokes does. Sessions and carts are
 * `sessions-invalid`'s, roles `roles-unchanged`'s.
 */
export const revocationsHold = defineAssertion({
  kind: 'revocations-hold',
  title: 'What was revoked since the backup stays revoked',
  controls: ['164.308(a)(3)(ii)(C)', '164.312(d)'],
  requirements: ['R16', 'R21'],
  params: noParams,
  example: {},
  async arrange(_params, context): Promise<Lent> {
    const lent = await lend(context);
    const dead = [...(await stillTaken(context, lent))].filter(([, taken]) => !taken);
    if (dead.length > 0) throw new DrillError('MIRROR_UNHEALTHY', `Not taken before anything was revoked: ${dead.map(([what]) => what).join(', ')}.`);
    return lent;
  },
  async capture(_params, context): Promise<Reference> {
    const lent = context.arranged as Lent;
    const stored = await storedPasswords(context, lent.phone.id);
    for (const entry of lent.entries) await noteRevocation(context, entry);
    return { ...lent, stored };
  },
  async check(_params, context) {
    const tried = await stillTaken(context, context.reference);
    const taken = [...tried].filter(([, one]) => one).map(([what]) => what);
    return judged(taken.length === 0, {
      expected: `each of ${tried.size} credentials that were revoked after the backup is refused`,
      actual: taken.length === 0 ? 'all are refused' : `still taken: ${taken.join(', ')}`,
      counts: { tried: tried.size, accepted: taken.length },
      evidence: ['HTTPS', 'revocation journal'],
      ...(context.reference.apiKey === null ? { notProven: ['That a revoked WooCommerce API key stays dead: the stand-in for WooCommerce has none.'] } : {}),
    });
  },
  async sabotage(_params, { mirror: { database, wordpress }, reference }) {
    const copies = await workOnCopies(database, ['usermeta']);
    const usermeta = `\`${database.prefix}usermeta\``;
    await database.execute(`DELETE FROM ${usermeta} WHERE user_id = ? AND meta_key = '_application_passwords'`, [reference.phone.id]);
    await database.execute(`INSERT INTO ${usermeta} (user_id, meta_key, meta_value) VALUES (?, '_application_passwords', ?)`, [
      reference.phone.id,
      reference.stored,
    ]);
    await wordpress.run('flush-cache');
    return {
      what: 'a revoked application password put back, as a restore without the journal leaves it',
      async undo() {
        await copies.undo();
        await wordpress.run('flush-cache');
      },
    };
  },
});

async function storedPasswords({ mirror: { database } }: RunContext, userId: number): Promise<SqlValue> {
  const [row] = await database.query(`SELECT meta_value AS v FROM \`${database.prefix}usermeta\` WHERE user_id = ? AND meta_key = '_application_passwords'`, [
    userId,
  ]);
  return row?.['v'] ?? null;
}
