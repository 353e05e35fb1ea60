import { DrillError } from '../../model/errors.ts';
import type { CanaryLedger, CanaryOrder, Clock, DrillAccount, Http, HttpReply, HttpSession, Shop } from '../../model/ports.ts';

/** What is typed at the checkout; from the phi room, so that this room needs not know how canaries are made. */
export interface CheckoutForm {
  readonly unit: string;
  readonly billing: Readonly<Record<string, string>>;
  readonly prescription: Readonly<Record<string, string>>;
}

export interface ShopParts {
  readonly http: Http;
  readonly clock: Clock;
  readonly ledger: CanaryLedger;
  readonly formFor: (number: number) => CheckoutForm;
  readonly productId: number;
  /** A word that the search finds, and the SKU of what it must find. */
  readonly search: { readonly term: string; readonly sku: string };
}

/** The shop through its front door: WooCommerce's Store API and REST, wp-login.php and My account. */
export function shop(parts: ShopParts): Shop {
  let placed = 0;
  return {
    placeOrder: (by) => placeOrder(parts, by, (placed += 1)),
    login: (account) => login(parts.http, account),
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

/** The sequence of the Store API: cart and its token, add the product, check out. @throws {DrillError} UNREACHABLE */
async function placeOrder({ http, clock, ledger, formFor, productId }: ShopParts, by: CanaryOrder['by'], number: number): ReturnType<Shop['placeOrder']> {
  await using session = http.session();
  const cart = await session.request({ path: '/wp-json/wc/store/v1/cart' });
  const token = cart.headers['cart-token'];
  if (cart.status !== 200 || token === undefined) return { status: cart.status, order: null, text: 'the cart did not open' };
  const headers = { 'cart-token': token };
  const added = await session.request({ method: 'POST', path: '/wp-json/wc/store/v1/cart/add-item', headers, json: { id: productId, quantity: 1 } });
  if (added.status !== 201) return { status: added.status, order: null, text: `the cart refused the product (${errorCode(added)})` };
  const form = formFor(number);
  const done = await session.request({
    method: 'POST',
    path: '/wp-json/wc/store/v1/checkout',
    headers,
    timeoutMs: 20_000,
    json: { billing_address: form.billing, payment_method: 'cheque', extensions: { 'rx-intake': form.prescription } },
  });
  const id = orderId(done);
  if (done.status !== 200 || id === null) return { status: done.status, order: null, text: `the checkout was refused (${errorCode(done)})` };
  const order: CanaryOrder = { id, placedAt: clock.now(), by, values: { unit: form.unit, ...form.prescription } };
  ledger.add(order);
  return { status: done.status, order, text: 'placed' };
}

/** Logs in as a browser does; `null` when the shop refused. */
async function login(http: Http, account: DrillAccount): Promise<HttpSession | null> {
  const session = http.session();
  const reply = await session
    .request({
      method: 'POST',
      path: '/wp-login.php',
      form: { log: account.login, pwd: account.password, 'wp-submit': 'Log In' },
    })
    .catch(async (error: unknown) => {
      await session[Symbol.asyncDispose]();
      throw error;
    });
  if (reply.status >= 500) {
    await session[Symbol.asyncDispose]();
    throw new DrillError('UNREACHABLE', `The login page answered ${reply.status}.`);
  }
  if (reply.status === 302 && session.cookies().includes('wordpress_logged_in_')) return session;
  await session[Symbol.asyncDispose]();
  return null;
}

async function searchProduct({ http, search }: ShopParts): Promise<{ readonly status: number; readonly found: boolean }> {
  await using session = http.session();
  const reply = await session.request({ path: `/wp-json/wc/store/v1/products?search=${encodeURIComponent(search.term)}` });
  return { status: reply.status, found: reply.status === 200 && reply.text.includes(search.sku) };
}

function basic(account: DrillAccount): string {
  return `Basic ${Buffer.from(`${account.login}:${account.applicationPassword}`).toString('base64')}`;
}

function orderId(reply: HttpReply): number | null {
  const body = parsed(reply);
  return typeof body['order_id'] === 'number' && body['order_id'] > 0 ? body['order_id'] : null;
}

/** The machine-readable code of a WordPress REST error; never its message, which may quote what was typed. */
function errorCode(reply: HttpReply): string {
  const code = parsed(reply)['code'];
  return typeof code === 'string' && /^[a-z0-9_-]{1,80}$/i.test(code) ? `${reply.status}, ${code}` : String(reply.status);
}

function parsed(reply: HttpReply): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(reply.text);
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}
