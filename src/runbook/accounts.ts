import { lock, lockAccounts as lockAll, unlockRole } from '../model/account-lock.ts';
import { DrillError } from '../model/errors.ts';
import { defineStep, noParams } from '../model/kind.ts';
import { revocationJournal } from '../model/revocations.ts';
import { journalAt, journalParam } from './revocation-journal.ts';

/** Locks every account, so that nobody gets in before their turn: passwords, application passwords, sessions. Idempotent. Not API keys. */
export const lockAccounts = defineStep({
  kind: 'lock-accounts',
  title: 'Lock every account',
  controls: ['164.308(a)(7)(ii)(C)', '164.308(a)(4)(ii)(C)'],
  params: noParams,
  example: {},
  describe: (_params, { tablePrefix }) => ({
    commands: [
      `UPDATE ${tablePrefix}users SET user_pass = CONCAT('${lock}', user_pass) WHERE user_pass NOT LIKE '${lock}%'`,
      `UPDATE ${tablePrefix}usermeta SET meta_key = '_locked_application_passwords' WHERE meta_key = '_application_passwords'`,
      `DELETE FROM ${tablePrefix}usermeta WHERE meta_key = 'session_tokens'`,
      'wp cache flush',
    ],
    fidelity: 'equivalent',
    reason: 'Muster sent the same statements over its own connection, and emptied the caches from outside',
  }),
  async apply(_params, { mirror }) {
    const locked = await lockAll(mirror.database);
    await mirror.coolCaches();
    return { text: `${locked} accounts were still open and are locked`, outputs: { locked } };
  },
});

/**
 * Gives the locked accounts of one role their access back, but for whom the revocation journal names as dismissed, and for
 * the site's break-glass account. Fails
 * when there is nobody: a turn that lets nobody in is a document that is wrong. Gives exactly what was locked.
 */
export const restoreAccess = defineStep({
  kind: 'restore-access',
  title: 'Give one role its access back',
  controls: ['164.308(a)(4)(ii)(C)', '164.308(a)(7)(ii)(C)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['role'],
    properties: { role: { type: 'string', pattern: '^[a-z][a-z0-9_-]{0,59}$' }, journal: journalParam },
  },
  example: { role: 'pharmacist' },
  describe: ({ role, journal = revocationJournal }, { tablePrefix }) => ({
    commands: [
      `for each locked account of the role ${role} (wp user list --role=${role}) that ${journal} does not name as closed:`,
      `UPDATE ${tablePrefix}users SET user_pass = SUBSTRING(user_pass, ${lock.length + 1}) WHERE ID = <id>`,
      `UPDATE ${tablePrefix}usermeta SET meta_key = '_application_passwords' WHERE user_id = <id> AND meta_key = '_locked_application_passwords'`,
      'wp cache flush',
    ],
    fidelity: 'equivalent',
    reason: 'Muster sent the same statements over its own connection, and emptied the caches from outside',
  }),
  async apply({ role, journal = revocationJournal }, context) {
    const { mirror } = context;
    const sealed = context.plan.site.emergency?.login ?? [];
    const closed = (await journalAt(context, journal)).flatMap((entry) => (entry.what === 'account' ? [entry.login] : []));
    const opened = await unlockRole(mirror.database, role, closed.concat(sealed));
    if (opened === 0) {
      throw new DrillError('STEP_FAILED', `No locked account has the role ${role}.`, {
        hint: 'Compare the role with `wp role list`, and who has it with `wp user list --role`.',
      });
    }
    await mirror.coolCaches();
    return { text: `${opened} accounts of the role ${role} have their access back`, outputs: { role, opened } };
  },
});
