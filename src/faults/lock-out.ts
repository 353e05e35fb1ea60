import { lockAccounts, openAccounts } from '../model/account-lock.ts';
import { defineFault, noParams } from '../model/kind.ts';

/** Locks every account, patients' and staff's, and ends their sessions: an intruder's last act, or the first of whoever found them. */
export const lockOut = defineFault({
  kind: 'lock-out',
  title: 'Every account is locked',
  controls: ['164.308(a)(7)(ii)(C)', '164.312(a)(2)(ii)'],
  params: noParams,
  example: {},
  async inject(_params, { mirror }) {
    const accounts = await lockAccounts(mirror.database);
    await mirror.coolCaches();
    return { summary: `${accounts} accounts were locked`, data: { accounts } };
  },
  async observe(_params, { mirror: { database } }) {
    const open = await openAccounts(database);
    return { observed: open === 0, text: open === 0 ? 'no account is open' : `${open} accounts are still open` };
  },
});
