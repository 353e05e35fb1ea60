import type { Clock } from '../../model/ports/clock.ts';
import type { Http, HttpReply, HttpSession } from '../../model/ports/http.ts';
import type { DrillAccount, WordPress } from '../../model/ports/mirror.ts';
import type { CanaryLedger, CanaryOrder, CheckoutAttempt, GuestCart, Placed, Shop } from '../../model/ports/shop.ts';
import type { Probes } from '../../model/probes.ts';
import { classicTill, storeApiTill, type CheckoutForm } from './checkout.ts';
import { mintSession, signIn } from './sign-in.ts';

export interface ShopParts extends Probes {
  readonly http: Http;
  readonly wordpress: WordPress;
  readonly clock: Clock;
  readonly ledger: CanaryLedger;
  readonly formFor: (number: number) => CheckoutForm;
  readonly productId: number;
  /** A word that the search finds, and the SKU of what it must find. */
  readonly search: { readonly term: string; readonly sku: string };
}

/** The shop through its front door: its checkout and REST, the log-in as the stack's probes say, My account. */
export function shop(parts: ShopParts): Shop {
  let placed = 0;
  return {
    openCart: (by) => openCart(parts, by, (placed += 1)),
    placeOrder: async (by) => {
      await using cart = openCart(parts, by, (placed += 1));
      return await cart.checkOut();
    },
    login: (account) => (parts.login === 'mint-session' ? mintSession(parts.http, parts.wordpress, account) : signIn(parts.http, account)),
    searchProduct: () => searchProduct(parts),
    readOrder: (account, id, requestId) => restRead(parts.http, account, { path: `/wp-json/wc/v3/orders/${id}`, requestId }),
    readOrderPage: (account, { page, size }, requestId) =>
      restRead(parts.http, account, { path: `/wp-json/wc/v3/orders?per_page=${size}&page=${page}`, requestId }),
    readOwnOrder: (session, id, requestId) => session.request({ path: `/my-account/view-order/${id}/`, headers: { 'x-request-id': requestId } }),
  };
}

async function restRead(
  http: Http,
  account: DrillAccount | null,
  { path, requestId }: { readonly path: string; readonly requestId: string },
): Promise<HttpReply> {
  const headers = { ...(account === null ? {} : { authorization: basic(account) }), 'x-request-id': requestId };
  return await sessionFor(http, account).request({ path, headers });
}

const kept = new WeakMap<Http, Map<string, HttpSession>>();

/** One kept-alive session per account: REST reads carry their own credentials, no cookie. */
function sessionFor(http: Http, account: DrillAccount | null): HttpSession {
  const sessions = kept.get(http) ?? new Map<string, HttpSession>();
  kept.set(http, sessions);
  const session = sessions.get(account?.login ?? '') ?? http.session();
  sessions.set(account?.login ?? '', session);
  return session;
}

function openCart({ http, clock, ledger, formFor, productId, checkout }: ShopParts, by: CanaryOrder['by'], number: number): GuestCart {
  const session = http.session();
  const form = formFor(number);
  const till = (checkout.by === 'classic' ? classicTill : storeApiTill)(session, { productId, probe: checkout, form });
  const told = (outcome: CheckoutAttempt['outcome'], orderId: number | null): void => ledger.tried({ unit: form.unit, by, at: clock.now(), outcome, orderId });
  let filled = false;
  return {
    async checkOut(): Promise<Placed> {
      const refusal = filled ? null : await tellingIfThrown(till.fill(), () => told('refused', null));
      filled = refusal === null;
      const { status, orderId, text } = refusal ?? (await tellingIfThrown(till.order(), () => told('unanswered', null)));
      told(orderId === null ? 'refused' : 'answered', orderId);
      if (orderId === null) return { status, order: null, text };
      const order: CanaryOrder = { id: orderId, placedAt: clock.now(), by, values: { unit: form.unit, ...form.fields } };
      ledger.add(order);
      return { status, order, text };
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

async function tellingIfThrown<T>(work: Promise<T>, tell: () => void): Promise<T> {
  try {
    return await work;
  } catch (error) {
    tell();
    throw error;
  }
}

async function searchProduct({ http, search }: ShopParts): Promise<{ readonly status: number; readonly found: boolean }> {
  await using session = http.session();
  const reply = await session.request({ path: `/wp-json/wc/store/v1/products?search=${encodeURIComponent(search.term)}` });
  return { status: reply.status, found: reply.status === 200 && reply.text.includes(search.sku) };
}

function basic(account: DrillAccount): string {
  return `Basic ${Buffer.from(`${account.login}:${account.applicationPassword}`).toString('base64')}`;
}
