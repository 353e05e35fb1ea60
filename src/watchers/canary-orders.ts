import { defineWatcher, noParams } from '../model/kind.ts';
import { serviceState } from './service-state.ts';
import { keepPace } from './pace.ts';

/**
 * Places orders through the shop's own checkout at a steady pace; the ledger of them is kept outside the mirror. Its
 * samples are the service probe `checkout`.
 */
export const canaryOrders = defineWatcher({
  kind: 'canary-orders',
  title: 'Places orders through the checkout the whole time',
  controls: ['164.308(a)(7)(ii)(A)'],
  params: noParams,
  example: {},
  resolutionMs: 2000,
  async watch(_params, context) {
    let [samples, placed, refused] = [0, 0, 0];
    const state = serviceState(context, 'checkout');
    const loop = keepPace({ everyMs: 2000, atOnce: 1, signal: context.signal, unsettled: () => state.down() }, async () => {
      const sample = state.begin();
      samples += 1;
      try {
        const { order, text } = await context.shop.placeOrder('canary-orders');
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
      stop: () => loop.stop(),
    };
  },
});
