import { median, secondsSince, type Figure } from './figure.ts';
import { signal, stageFor } from './mirror.ts';

const rounds = 3;

/** From nothing to a mirror whose services accept connections, its state in the cache; teardown is not in it. */
export async function startFigures(orders: number): Promise<readonly Figure[]> {
  const taken: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const { stage } = stageFor(orders);
    const began = performance.now();
    await stage.prepare(signal);
    await stage.provision(signal);
    // The first one may have built the state.
    if (round > 0) taken.push(secondsSince(began));
    await stage.lower();
  }
  return [{ name: `start of a drill from the cached state of ${orders} orders`, seconds: median(taken), limit: 10 }];
}
