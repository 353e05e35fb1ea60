import { randomBytes } from 'node:crypto';
import { defineFault, noParams } from '../model/kind.ts';

const login = 'rebuilt-admin';

/**
 * Leaves the accounts that a newly installed WordPress has: one administrator with the number 1, nobody else. Orders, log
 * and pages stay, and name people who are not there any more: a shop that was moved without its accounts.
 */
export const rebuildAccounts = defineFault({
  kind: 'rebuild-accounts',
  title: 'The site was rebuilt without its accounts',
  controls: ['164.308(a)(7)(ii)(B)', '164.312(a)(2)(i)'],
  params: noParams,
  example: {},
  async inject(_params, { mirror }) {
    const { database, wordpress } = mirror;
    const [row] = await database.query(`SELECT COUNT(*) AS n FROM \`${database.prefix}users\``);
    await database.execute(`TRUNCATE \`${database.prefix}users\``);
    await database.execute(`TRUNCATE \`${database.prefix}usermeta\``);
    await mirror.coolCaches();
    const account = { login, role: 'administrator', password: randomBytes(18).toString('base64url'), email: `${login}@clinic.example` };
    await wordpress.run('accounts', { accounts: [account] });
    return { summary: `${Number(row?.['n'] ?? 0)} accounts are gone, and one new administrator is there`, data: { lost: Number(row?.['n'] ?? 0) } };
  },
  async observe(_params, { mirror: { database } }) {
    const rows = await database.query(`SELECT user_login AS login FROM \`${database.prefix}users\` LIMIT 2`);
    const observed = rows.length === 1 && rows[0]?.['login'] === login;
    return { observed, text: observed ? 'only the new administrator is there' : 'other accounts are there' };
  },
});
