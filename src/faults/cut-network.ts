import { setTimeout as sleep } from 'node:timers/promises';
import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { SiteService } from '../model/reading.ts';
import { variantOf } from '../model/variant.ts';
import { plural } from '../model/words.ts';

/** How long a first checkout is waited for; without one the cut falls into none. */
const checkoutWithinMs = 10_000;
const longestTurns = 100;
const apartMs = 100;
/** A web server has few processes, and each guest may hold one until somebody ends it. */
const guestsAtOnce = 4;

/**
 * Takes a service off the network while it goes on running, as a dead switch or a wrong firewall rule does: connections
 * that stand hang, new ones find nobody. Guests check out meanwhile, so that the cut falls into some of their checkouts. Muster's
 * own way into the mirror is another container's and stays.
 */
export const cutNetwork = defineFault({
  kind: 'cut-network',
  title: 'Cut a service off the network',
  controls: ['164.308(a)(7)(ii)(C)'],
  params: { type: 'object', additionalProperties: false, required: ['service'], properties: { service: { enum: ['db', 'web', 'cache'] } } },
  example: { service: 'db' },
  async inject({ service }, context) {
    mustHave(service, context);
    const checkouts = await duringCheckout(context, () => context.mirror.containers.disconnect(service));
    return { summary: `${service} is off the network, in the middle of ${plural(checkouts, 'checkout')}`, data: { service, checkouts } };
  },
  async observe({ service }, { mirror: { containers } }) {
    const [connected, running] = await Promise.all([containers.connected(service), containers.running(service)]);
    const observed = running && !connected;
    return { observed, text: observed ? `${service} runs and is not on the network` : `${service} ${running ? 'is still on the network' : 'does not run'}` };
  },
  undo: ({ service }, { mirror }) => mirror.containers.reconnect(service),
});

function mustHave(service: SiteService, { mirror }: RunContext): void {
  if (service === 'cache' && !variantOf(mirror.site).objectCache) throw new DrillError('COMMAND_FAILED', 'This stack has no service cache to cut off.');
}

/**
 * Lets guests check out, four at most and a tenth of a second apart, and does `damage` once one of them is done; others go
 * on beginning until it has happened, so that a fast shop has some too. Returns how many were in the middle when it had.
 * Their ends are in the ledger, whenever they come.
 */
async function duringCheckout({ shop, signal }: RunContext, damage: () => Promise<void>): Promise<number> {
  const first = Promise.withResolvers<void>();
  let under = 0;
  const guest = async (): Promise<void> => {
    await using cart = shop.openCart('canary-orders');
    under += 1;
    await cart.checkOut().catch(() => null);
    under -= 1;
    first.resolve();
  };
  const over = new AbortController();
  const begin = async (): Promise<void> => {
    for (let turn = 0; turn < longestTurns && !over.signal.aborted; turn += 1) {
      if (under < guestsAtOnce) guest().catch(() => undefined);
      await sleep(apartMs, undefined, { signal });
    }
  };
  const waited = sleep(checkoutWithinMs, undefined, { signal: AbortSignal.any([signal, over.signal]) });
  waited.catch(() => undefined);
  const beginning = begin();
  beginning.catch(() => undefined);
  try {
    await Promise.race([first.promise, waited]);
    await damage();
    return under;
  } finally {
    over.abort();
    await Promise.allSettled([beginning]);
  }
}
