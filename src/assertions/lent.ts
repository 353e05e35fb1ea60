import { DrillError } from '../model/errors.ts';
import type { DrillAccount } from '../model/ports/mirror.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { Revocation } from '../model/revocations.ts';
import { employ, getsIn } from './dismissed.ts';

/** What is taken away after the backup, with all that it takes to try it again. Kept in memory only. */
export interface Lent {
  /** Somebody who is dismissed. */
  readonly dismissed: DrillAccount;
  /** The pharmacist with a second application password, as on a phone that is lost. */
  readonly phone: DrillAccount;
  /** Row of WooCommerce's keys, with `name` and `secret`; null where the shop has none. */
  readonly apiKey: { readonly id: number; readonly name: string; readonly secret: string } | null;
  readonly entries: readonly Revocation[];
}

/** Lends it all inside the shop, before the backup. Nothing is taken away yet. */
export async function lend(context: RunContext): Promise<Lent> {
  const dismissed = await employ(context, 'drill-dismissed');
  const pharmacist = context.mirror.accounts['pharmacist'];
  if (pharmacist === undefined) throw new DrillError('MIRROR_UNHEALTHY', 'The mirror has no pharmacist.');
  const { applicationPassword, uuid, key } = await credentials(context, pharmacist.login);
  return {
    dismissed,
    phone: { ...pharmacist, applicationPassword },
    apiKey: key,
    entries: [
      { what: 'account', login: dismissed.login },
      { what: 'application-password', login: pharmacist.login, uuid },
      ...(key === null ? [] : [{ what: 'api-key', key: key.id } as const]),
    ],
  };
}

/** Which of it the shop still takes, by name. @throws {DrillError} UNREACHABLE */
export async function stillTaken(context: RunContext, { dismissed, phone, apiKey }: Lent): Promise<ReadonlyMap<string, boolean>> {
  const left = await getsIn(context, dismissed);
  const orders = '/wp-json/wc/v3/orders?per_page=1';
  const taken = new Map([
    ['account (password)', left.page],
    ['account (application password)', left.rest],
    ['application password', await serves(context, orders, phone.login, phone.applicationPassword)],
  ]);
  return apiKey === null ? taken : taken.set('API key', await serves(context, orders, apiKey.name, apiKey.secret));
}

async function serves({ mirror }: RunContext, path: string, name: string, word: string): Promise<boolean> {
  await using session = mirror.http.session();
  const { status } = await session.request({ path, headers: { authorization: `Basic ${Buffer.from(`${name}:${word}`).toString('base64')}` } });
  if (status >= 500) throw new DrillError('UNREACHABLE', `The shop answered ${status}.`);
  return status === 200;
}

async function credentials(
  { mirror }: RunContext,
  login: string,
): Promise<{ readonly applicationPassword: string; readonly uuid: string; readonly key: Lent['apiKey'] }> {
  const answer = new Map<string, unknown>(Object.entries((await mirror.wordpress.run('lend-credentials', { login })) ?? {}));
  const key = new Map<string, unknown>(Object.entries(answer.get('key') ?? {}));
  const id = Number(key.get('id') ?? 0);
  return {
    applicationPassword: String(answer.get('applicationPassword')),
    uuid: String(answer.get('uuid')),
    key: id > 0 ? { id, name: String(key.get('name')), secret: String(key.get('secret')) } : null,
  };
}
