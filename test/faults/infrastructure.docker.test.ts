import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordersExactlyOnce } from '../../src/assertions/orders-exactly-once.ts';
import { cutNetwork } from '../../src/faults/cut-network.ts';
import { fillDisk } from '../../src/faults/fill-disk.ts';
import { killService } from '../../src/faults/kill-service.ts';
import type { Fault } from '../../src/model/kind.ts';
import { captured, proven, raiseShop, type RaisedShop } from '../drills/raise-shop.ts';

/** One mirror whose database lies on a disk of 256 MiB. */
let shop: RaisedShop;
beforeAll(async () => {
  shop = await raiseShop({
    change: { 'database-loss.yaml': (text) => text.replace('lose-volume: { service: db }', 'fill-disk: { service: db, mib: 256 }') },
  });
}, 300_000);
afterAll(() => shop[Symbol.asyncDispose]());

const sold = async (): Promise<boolean> => {
  const placed = await shop.context.shop.placeOrder('canary-orders').catch(() => null);
  return placed !== null && placed.order !== null;
};

/** True once no order is taken any more. On a full disk one or another still fits into pages that the tables have already. */
const stops = async (): Promise<boolean> => {
  for (let orders = 0; orders < 200; orders += 1) if (!(await sold())) return true;
  return false;
};

describe('orders-exactly-once', () => {
  it('is true, red where an order is there twice, and true again', async () => {
    expect(await sold()).toBe(true);
    const reference = await captured(ordersExactlyOnce, shop.context);
    const [held, red, again] = await proven(ordersExactlyOnce, shop.context, reference);
    expect([held.reading, red.reading, red.reason, again.reading]).toEqual(['holds', 'broken', 'false', 'holds']);
    expect(red.counts['twice']).toBe(1);
  }, 120_000);
});

describe.each<[string, Fault, object]>([
  ['cut-network', cutNetwork, { service: 'db' }],
  ['fill-disk', fillDisk, { service: 'db', mib: 256 }],
  // A disk in memory is empty once its server died; this database then starts from the mirror's first state again.
  ['kill-service', killService, { service: 'db' }],
])('the fault %s', (name, fault, params) => {
  it('is seen, stops the checkout, leaves the way into the mirror open, and can be taken back', async () => {
    const { context } = shop;
    expect(await sold()).toBe(true);
    expect((await fault.observe(params as never, context)).observed).toBe(false);
    await fault.inject(params as never, context);
    expect((await fault.observe(params as never, context)).observed).toBe(true);
    expect(await stops()).toBe(true);
    expect((await context.mirror.containers.exec('db', ['true']).catch(() => ({ code: -1 }))).code).toBe(name === 'kill-service' ? -1 : 0);
    await fault.undo?.(params as never, context);
    expect((await fault.observe(params as never, context)).observed).toBe(false);
  }, 120_000);
});
