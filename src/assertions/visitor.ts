import type { RunContext } from '../model/ports/run-context.ts';

/** Somebody who looks around in the shop: pages with a session's cookies, REST with an application password. */
export interface Visitor extends AsyncDisposable {
  readonly who: string;
  /** The answer's text, whatever its status; counts the look, and a failure of the server. @throws {DrillError} UNREACHABLE */
  fetch(path: string, counted: { looked: number; unreachable: number }): Promise<string>;
}

/** A visitor in a role's account, or without one (`nobody`); null when there is no such account or its log-in was refused. */
export async function visitorOf({ mirror, shop }: RunContext, who: string): Promise<Visitor | null> {
  const account = mirror.accounts[who];
  const pages = who === 'nobody' ? mirror.http.session() : account === undefined ? null : await shop.login(account);
  if (pages === null) return null;
  const rest = mirror.http.session();
  const password = account?.applicationPassword ?? '';
  const headers = account === undefined || password === '' ? {} : { authorization: `Basic ${Buffer.from(`${account.login}:${password}`).toString('base64')}` };
  return {
    who,
    async fetch(path, counted) {
      counted.looked += 1;
      const reply = path.startsWith('/wp-json/') ? await rest.request({ path, headers, timeoutMs: 30_000 }) : await pages.request({ path, timeoutMs: 30_000 });
      if (reply.status >= 500) counted.unreachable += 1;
      return reply.text;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([rest[Symbol.asyncDispose](), pages[Symbol.asyncDispose]()]);
    },
  };
}
