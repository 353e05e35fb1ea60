import { DrillError } from '../../model/errors.ts';
import type { Http, HttpReply, HttpSession } from '../../model/ports/http.ts';
import type { DrillAccount, WordPress } from '../../model/ports/mirror.ts';

/** Logs in as a browser does, through wp-login.php; `null` when the shop refused. @throws {DrillError} UNREACHABLE */
export function signIn(http: Http, account: DrillAccount): Promise<HttpSession | null> {
  return kept(http.session(), async (session) => {
    const reply = await session.request({
      method: 'POST',
      path: '/wp-login.php',
      form: { log: account.login, pwd: account.password, 'wp-submit': 'Log In' },
    });
    mustNotFail(reply, 'The login page');
    return reply.status === 302 && session.cookies().includes('wordpress_logged_in_');
  });
}

/**
 * A session that WordPress made from the inside, and that the shop then accepts over HTTPS; `null` when it does not.
 * The log-in page, with whatever it asks for, is passed by. @throws {DrillError} UNREACHABLE
 */
export async function mintSession(http: Http, wordpress: WordPress, account: DrillAccount): Promise<HttpSession | null> {
  const minted = await wordpress.run('mint-session', { login: account.login }).catch((cause: unknown) => {
    throw new DrillError('UNREACHABLE', 'WordPress could not make a session.', { cause });
  });
  return await kept(http.session(cookiesOf(minted)), async (session) => {
    // A nonce is given to somebody logged in only. A page of wp-admin would do too, but WooCommerce writes there.
    const reply = await session.request({ path: '/wp-admin/admin-ajax.php?action=rest-nonce' });
    mustNotFail(reply, 'The request for a nonce');
    return reply.status === 200 && /^[0-9a-f]{10}$/u.test(reply.text.trim());
  });
}

/** The session when `isIn` says so; closed otherwise. */
async function kept(session: HttpSession, isIn: (session: HttpSession) => Promise<boolean>): Promise<HttpSession | null> {
  try {
    if (await isIn(session)) return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
  await session[Symbol.asyncDispose]();
  return null;
}

function mustNotFail(reply: HttpReply, what: string): void {
  if (reply.status >= 500) throw new DrillError('UNREACHABLE', `${what} answered ${reply.status}.`);
}

function cookiesOf(minted: unknown): readonly string[] {
  const cookies: unknown = new Map<string, unknown>(Object.entries(minted ?? {})).get('cookies');
  return (Array.isArray(cookies) ? cookies : []).map((cookie: unknown) => {
    const { name, value, path } = Object.fromEntries(Object.entries(cookie ?? {}));
    return `${String(name)}=${String(value)}; Path=${String(path)}; Secure`;
  });
}
