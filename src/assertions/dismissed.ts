import { randomBytes } from 'node:crypto';
import { DrillError } from '../model/errors.ts';
import type { DrillAccount } from '../model/ports/mirror.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { noteRevocation } from './revocation-note.ts';

/**
 * Somebody who works here until after the backup: a nurse's account with an application password, both seen to work.
 * @throws {DrillError} MIRROR_UNHEALTHY when they do not.
 */
export async function employ(context: RunContext, login: string): Promise<DrillAccount> {
  const { mirror } = context;
  const password = randomBytes(18).toString('base64url');
  const wanted = { login, role: 'nurse', password, email: `${login}@clinic.example`, application_password: true };
  const [made] = [await mirror.wordpress.run('accounts', { accounts: [wanted] })].flat();
  const { id, applicationPassword } = Object.fromEntries(Object.entries(made ?? {}));
  const account = { id: Number(id), login, role: 'nurse', password, applicationPassword: String(applicationPassword) };
  const { page, rest } = await getsIn(context, account);
  if (!page || !rest) throw new DrillError('MIRROR_UNHEALTHY', 'A new account does not get in before anything was broken.');
  return account;
}

/** What happens on the day they leave: the account is locked, and that it was goes into the journal outside the database. */
export async function dismiss(context: RunContext, { login }: DrillAccount): Promise<void> {
  await noteRevocation(context, { what: 'account', login });
}

/** Whether an account gets in: with its password as the site is logged in to, and with its application password. */
export async function getsIn({ mirror }: RunContext, account: DrillAccount): Promise<{ readonly page: boolean; readonly rest: boolean }> {
  await using rest = mirror.http.session();
  const authorization = `Basic ${Buffer.from(`${account.login}:${account.applicationPassword}`).toString('base64')}`;
  const { status } = await rest.request({ path: '/wp-json/wp/v2/users/me', headers: { authorization } });
  if (status >= 500) throw new DrillError('UNREACHABLE', `The shop answered ${status}.`);
  // By the log-in page always: a minted session would ask for no password.
  await using browser = mirror.http.session();
  const page = await browser.request({ method: 'POST', path: '/wp-login.php', form: { log: account.login, pwd: account.password, 'wp-submit': 'Log In' } });
  if (page.status >= 500) throw new DrillError('UNREACHABLE', `The log-in page answered ${page.status}.`);
  return { page: page.status === 302 && browser.cookies().includes('wordpress_logged_in_'), rest: status === 200 };
}
