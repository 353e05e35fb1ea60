import { defineAssertion, noParams } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { oldSalts, openSession, replay, revoke, type OldSession } from './old-session.ts';
import { judged } from './reading.ts';
import { workOnCopies } from './table-copy.ts';

/**
 * A log-in cookie and a cart that were live when the backup was made, and were ended after it, stay dead: a restore
 * brings their rows back, so they must be purged. Both were seen to work before (the positive control). Does not look
 * at application passwords, API keys or users: that is `revocations-hold`.
 */
export const sessionsInvalid = defineAssertion({
  kind: 'sessions-invalid',
  title: 'Sessions from before the failure are dead',
  controls: ['164.312(a)(2)(iii)', '164.312(d)'],
  requirements: ['R16'],
  params: noParams,
  example: {},
  arrange: async (_params, context): Promise<OldSession> => await openSession(context),
  async capture(_params, context): Promise<OldSession> {
    const old = context.arranged as OldSession;
    await revoke(context, old);
    return old;
  },
  async check(_params, context) {
    const { login, cart } = await replay(context, context.reference);
    return judged(!login && !cart, {
      expected: 'the old log-in is sent to the log-in page, the old cart is empty',
      actual: `the old log-in is ${login ? 'still taken' : 'refused'}, the old cart is ${cart ? 'still full' : 'empty'}`,
      counts: { replayed: 2, accepted: Number(login) + Number(cart) },
    });
  },
  async sabotage(_params, context) {
    const copies = await workOnCopies(context.mirror.database, ['usermeta']);
    // Where the runbook rotated the salts, a row alone brings nothing back.
    const salts = await oldSalts(context, context.reference);
    await bringBack(context);
    return {
      what: `the rows of an old log-in put back${salts.rotated ? ', and the salts from before' : ''}, as a restore without a purge leaves them`,
      async undo() {
        await copies.undo();
        await salts.undo();
        await context.mirror.wordpress.run('flush-cache');
      },
    };
  },
});

async function bringBack({ mirror: { database, wordpress }, reference }: RunContext & { readonly reference: OldSession }): Promise<void> {
  const usermeta = `\`${database.prefix}usermeta\``;
  await database.execute(`DELETE FROM ${usermeta} WHERE user_id = ? AND meta_key = 'session_tokens'`, [reference.userId]);
  await database.execute(`INSERT INTO ${usermeta} (user_id, meta_key, meta_value) VALUES (?, 'session_tokens', ?)`, [reference.userId, reference.stored]);
  await wordpress.run('flush-cache');
}
