import { describe, expect, it } from 'vitest';
import type { Http, HttpReply, HttpRequest, HttpSession } from '../../src/model/ports/http.ts';
import type { DrillAccount, WordPress } from '../../src/model/ports/mirror.ts';
import { probesOf } from '../../src/model/probes.ts';
import { classicTill, storeApiTill, type Purchase, type Purchased, type Till } from '../../src/stack/site/checkout.ts';
import { canaryLedger } from '../../src/phi/canary.ts';
import { shop as frontDoor } from '../../src/stack/site/shop.ts';
import { mintSession } from '../../src/stack/site/sign-in.ts';

const reply = (status: number, text = '', headers: Record<string, string> = {}): HttpReply => ({ status, text, headers, ms: 1 });

/** A shop that answers by path; keeps what it was asked. */
function shop(answers: Readonly<Record<string, HttpReply>>): { readonly http: Http; readonly asked: HttpRequest[]; readonly closed: () => number } {
  const asked: HttpRequest[] = [];
  let closed = 0;
  const session = (): HttpSession => ({
    request: async (request) => {
      asked.push(request);
      return answers[request.path] ?? reply(404);
    },
    cookies: () => 'wp_woocommerce_session_x=1',
    [Symbol.asyncDispose]: async () => void (closed += 1),
  });
  return { http: { session }, asked, closed: () => closed };
}

const checkout = { by: 'classic', gateway: 'stub', replaces: 'stripe', fields: { in: 'rx-intake', meta: '_rx_*', names: { drug: 'text' } } };
const purchase: Purchase = {
  productId: 7,
  probe: probesOf({ login: {}, checkout }).checkout,
  form: { unit: 'u', billing: { first_name: 'Drill', country: 'US' }, fields: { drug: 'exercise' } },
};
const page = '<input name="woocommerce-process-checkout-nonce" value="abc123"> <script>{"update_order_review_nonce":"def456"}</script>';
const classic = {
  '/?wc-ajax=add_to_cart': reply(200, '{}'),
  '/checkout/': reply(200, page),
  '/?wc-ajax=update_order_review': reply(200, '{"result":"success"}'),
  '/?wc-ajax=checkout': reply(200, '{"result":"success","redirect":"https://shop.example/checkout/order-received/41/?key=wc_order_x"}'),
};

const bought = async (till: Till): Promise<Purchased> => (await till.fill()) ?? (await till.order());

describe('the classic checkout', () => {
  it('sends nonces, address, fields and the payment method as the form does', async () => {
    const { http, asked } = shop(classic);
    expect(await bought(classicTill(http.session(), purchase))).toEqual({ status: 200, orderId: 41, text: 'placed' });
    expect(asked.at(-1)?.form).toMatchObject({
      'woocommerce-process-checkout-nonce': 'abc123',
      billing_first_name: 'Drill',
      drug: 'exercise',
      payment_method: 'stripe',
    });
    expect(asked.at(-2)?.form).toMatchObject({ security: 'def456', country: 'US' });
  });
  it.each([
    ['a page without the form', { ...classic, '/checkout/': reply(200, '<div class="wp-block-woocommerce-checkout">') }, 'no classic form'],
    ['a refusal that answers 200', { ...classic, '/?wc-ajax=checkout': reply(200, '{"result":"failure","messages":"Jane Doe"}') }, 'refused'],
    ['a review that failed', { ...classic, '/?wc-ajax=update_order_review': reply(403, '-1') }, 'review'],
  ])('takes no order for granted: %s', async (_what, answers, said) => {
    const { orderId, text } = await bought(classicTill(shop(answers).http.session(), purchase));
    expect(orderId).toBeNull();
    expect(text).toContain(said);
    expect(text).not.toContain('Jane');
  });
});

describe('the Store API checkout', () => {
  it('puts the fields under their namespace, and none where the shop has none', async () => {
    const answers = {
      '/wp-json/wc/store/v1/cart': reply(200, '{}', { 'cart-token': 't' }),
      '/wp-json/wc/store/v1/cart/add-item': reply(201),
      '/wp-json/wc/store/v1/checkout': reply(200, '{"order_id":9}'),
    };
    const { http, asked } = shop(answers);
    expect(await bought(storeApiTill(http.session(), purchase))).toMatchObject({ orderId: 9 });
    expect(asked.at(-1)?.json).toMatchObject({ payment_method: 'stripe', extensions: { 'rx-intake': { drug: 'exercise' } } });
    await bought(storeApiTill(http.session(), { ...purchase, probe: { ...purchase.probe, fields: null } }));
    expect(asked.at(-1)?.json).not.toHaveProperty('extensions');
  });

  it('presses the button again with the same cart, and tells every attempt apart in the ledger', async () => {
    const ledger = canaryLedger();
    const answers: Record<string, HttpReply> = {
      '/wp-json/wc/store/v1/cart': reply(200, '{}', { 'cart-token': 't' }),
      '/wp-json/wc/store/v1/cart/add-item': reply(201),
      '/wp-json/wc/store/v1/checkout': reply(500),
    };
    const { http, asked } = shop(answers);
    const front = frontDoor({
      http,
      ledger,
      wordpress: { run: async () => ({}) },
      clock: { now: () => 'now', monotonicMs: () => 0 },
      formFor: () => purchase.form,
      productId: 7,
      search: { term: 'x', sku: 'y' },
      ...probesOf({ login: {}, checkout: { by: 'store-api', gateway: 'cheque' } }),
    });
    await using cart = front.openCart('canary-orders');
    expect((await cart.checkOut()).order).toBeNull();
    answers['/wp-json/wc/store/v1/checkout'] = reply(200, '{"order_id":9}');
    expect((await cart.checkOut()).order).toMatchObject({ id: 9 });
    expect(asked.filter(({ path }) => path.endsWith('/add-item'))).toHaveLength(1);
    expect(ledger.attempts.map(({ unit, outcome, orderId }) => [unit, outcome, orderId])).toEqual([
      ['u', 'refused', null],
      ['u', 'answered', 9],
    ]);
  });
});

describe('a minted session', () => {
  const account: DrillAccount = { id: 3, login: 'nurse', role: 'nurse', password: '', applicationPassword: '' };
  const wordpress: WordPress = { run: async () => ({ cookies: [{ name: 'wordpress_logged_in_x', value: 'v', path: '/' }] }) };
  const minted = async (answer: HttpReply) => {
    const { http, closed } = shop({ '/wp-admin/admin-ajax.php?action=rest-nonce': answer });
    const session = await mintSession(http, wordpress, account);
    return { accepted: session !== null, closed: closed() };
  };
  it('counts when the shop gives it a nonce', async () => expect(await minted(reply(200, '1a2b3c4d5e'))).toEqual({ accepted: true, closed: 0 }));
  it.each([reply(400, '0'), reply(200, '0'), reply(302, '', { location: 'https://shop.example/wp-login.php' }), reply(200, '<form id="loginform">')])(
    'counts for nothing when it gets none, and is closed: %o',
    async (answer) => expect(await minted(answer)).toEqual({ accepted: false, closed: 1 }),
  );
  it('is an outage while the shop answers 503', async () => await expect(minted(reply(503))).rejects.toMatchObject({ code: 'UNREACHABLE' }));
});
