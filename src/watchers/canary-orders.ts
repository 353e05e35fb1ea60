import { defineWatcher, noParams } from '../model/kind.ts';
import type { GuestCart, Placed, Shop } from '../model/ports/shop.ts';
import { serviceState } from './service-state.ts';
import { keepPace } from './pace.ts';

const everyMs = 2000;

/**
 * Places orders through the shop's own checkout at a steady pace; the ledger of them is kept outside the mirror. Its
 * samples are the service probe `checkout`. A guest whose checkout broke down (no answer, or a 5xx) tries again with the
 * same cart, as people do; one whose cart the shop does not know any more begins anew.
 */
export const canaryOrders = defineWatcher({
  kind: 'canary-orders',
  title: 'Places orders through the checkout the whole time',
  controls: ['164.308(a)(7)(ii)(A)'],
  params: noParams,
  example: {},
  resolutionMs: () => everyMs,
  async watch(_params, context) {
    let [samples, placed, refused] = [0, 0, 0];
    const state = serviceState(context, 'checkout');
    const guest = stubbornGuest(context.shop);
    const loop = keepPace({ everyMs, atOnce: 1, signal: context.signal, unsettled: () => state.down() }, async () => {
      const sample = state.begin();
      samples += 1;
      try {
        const { order, text } = await guest.buy();
        if (order === null) refused += 1;
        else placed += 1;
        await sample.end(order !== null, text);
      } catch {
        refused += 1;
        await sample.end(false, 'unreachable');
      }
    });
    return {
      report: async () => ({ samples, findings: [], summary: { placed, refused } }),
      async stop() {
        await loop.stop();
        await guest.leave();
      },
    };
  },
});

/** One guest after another, each with one cart until it is bought or the shop says no to it. */
function stubbornGuest(shop: Shop): { buy(): Promise<Placed>; leave(): Promise<void> } {
  let cart: GuestCart | null = null;
  const leave = async (): Promise<void> => {
    await cart?.[Symbol.asyncDispose]();
    cart = null;
  };
  const press = async (): Promise<Placed> => {
    const placed = await (cart ??= shop.openCart('canary-orders')).checkOut();
    if (placed.status < 500) await leave();
    return placed;
  };
  return {
    async buy() {
      const again = cart !== null;
      const placed = await press();
      // The old cart went with what was restored: a new one says whether the shop sells.
      return again && placed.order === null && placed.status < 500 ? await press() : placed;
    },
    leave,
  };
}
