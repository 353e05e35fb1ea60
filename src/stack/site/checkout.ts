import type { HttpReply, HttpSession } from '../../model/ports/http.ts';
import type { CheckoutProbe } from '../../model/probes.ts';
import { errorCode, parsed } from './reply.ts';

/** What is typed at the checkout; from the phi room, so that this room needs not know how canaries are made. */
export interface CheckoutForm {
  readonly unit: string;
  readonly billing: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

/** One purchase of one product by a guest. */
export interface Purchase {
  readonly productId: number;
  readonly probe: CheckoutProbe;
  readonly form: CheckoutForm;
}

/** What came of it; `text` never quotes what was typed. */
export interface Purchased {
  readonly status: number;
  /** Null when the shop refused. */
  readonly orderId: number | null;
  readonly text: string;
}

const checkoutMs = 20_000;
const refused = (reply: HttpReply, what: string): Purchased => ({ status: reply.status, orderId: null, text: `${what} (${errorCode(reply)})` });

/** A cart that is filled once and may be checked out more than once. Both throw UNREACHABLE when nothing came back. */
export interface Till {
  /** Null when the cart is filled; else what the shop said. */
  fill(): Promise<Purchased | null>;
  /** Asks for the order. */
  order(): Promise<Purchased>;
}

/** The sequence of the Store API: cart and its token, add the product; check out with the same token. */
export function storeApiTill(session: HttpSession, { productId, probe, form }: Purchase): Till {
  let headers: Readonly<Record<string, string>> = {};
  return {
    async fill() {
      const cart = await session.request({ path: '/wp-json/wc/store/v1/cart' });
      const token = cart.headers['cart-token'];
      if (cart.status !== 200 || token === undefined) return { status: cart.status, orderId: null, text: 'the cart did not open' };
      headers = { 'cart-token': token };
      const added = await session.request({ method: 'POST', path: '/wp-json/wc/store/v1/cart/add-item', headers, json: { id: productId, quantity: 1 } });
      return added.status === 201 ? null : refused(added, 'the cart refused the product');
    },
    async order() {
      const done = await session.request({
        method: 'POST',
        path: '/wp-json/wc/store/v1/checkout',
        headers,
        timeoutMs: checkoutMs,
        json: {
          billing_address: form.billing,
          payment_method: probe.paymentMethod,
          ...(probe.fields === null ? {} : { extensions: { [probe.fields.in]: form.fields } }),
        },
      });
      const id = parsed(done)['order_id'];
      if (done.status !== 200 || typeof id !== 'number' || id <= 0) return refused(done, 'the checkout was refused');
      return { status: done.status, orderId: id, text: 'placed' };
    },
  };
}

/**
 * The classic form, as a browser fills it: product into the cart; the page with its nonces, the review of the order,
 * `?wc-ajax=checkout`. Source: WooCommerce's checkout.js and WC_AJAX.
 */
export function classicTill(session: HttpSession, { productId, probe, form }: Purchase): Till {
  return {
    async fill() {
      const added = await session.request({ method: 'POST', path: '/?wc-ajax=add_to_cart', form: { product_id: String(productId), quantity: '1' } });
      return added.status === 200 && session.cookies().includes('wp_woocommerce_session_') ? null : refused(added, 'the cart refused the product');
    },
    order: () => orderByClassicForm(session, { productId, probe, form }),
  };
}

async function orderByClassicForm(session: HttpSession, { probe, form }: Purchase): Promise<Purchased> {
  const page = await session.request({ path: '/checkout/', timeoutMs: checkoutMs });
  const nonce = /name="woocommerce-process-checkout-nonce" value="([0-9a-f]+)"/u.exec(page.text)?.[1];
  const reviewNonce = /"update_order_review_nonce":"([0-9a-f]+)"/u.exec(page.text)?.[1];
  if (page.status !== 200 || nonce === undefined || reviewNonce === undefined) return refused(page, 'the checkout page has no classic form');
  const billing = Object.fromEntries(Object.entries(form.billing).map(([name, value]) => [`billing_${name}`, value]));
  const fields = { ...billing, ...form.fields, payment_method: probe.paymentMethod, 'woocommerce-process-checkout-nonce': nonce };
  const review = await session.request({
    method: 'POST',
    path: '/?wc-ajax=update_order_review',
    form: {
      security: reviewNonce,
      payment_method: probe.paymentMethod,
      country: form.billing['country'] ?? '',
      post_data: new URLSearchParams(fields).toString(),
    },
  });
  if (review.status !== 200 || parsed(review)['result'] !== 'success') return refused(review, 'the review of the order was refused');
  const done = await session.request({ method: 'POST', path: '/?wc-ajax=checkout', timeoutMs: checkoutMs, form: { ...fields, terms: '1' } });
  const answer = parsed(done);
  const id = Number(answer['order_id'] ?? /order-received\/(\d+)/u.exec(String(answer['redirect'] ?? ''))?.[1] ?? 0);
  if (done.status !== 200 || answer['result'] !== 'success' || !(id > 0)) return refused(done, 'the checkout was refused');
  return { status: done.status, orderId: id, text: 'placed' };
}
