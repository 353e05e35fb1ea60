import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockSkew } from '../../src/faults/clock-skew.ts';
import { raiseShop, type RaisedShop } from '../drills/raise-shop.ts';

let shop: RaisedShop;
beforeAll(async () => {
  shop = await raiseShop({
    change: { 'database-loss.yaml': (text) => text.replace('lose-volume: { service: db }', 'clock-skew: { service: web, by: -PT2H }') },
  });
}, 300_000);
afterAll(() => shop[Symbol.asyncDispose]());

/** How far a clock is from this host's, seconds. */
async function off(argv: readonly string[], service: 'web' | 'db' | 'toolbox' = 'web'): Promise<number> {
  const { stdout } = await shop.context.mirror.containers.exec(service, argv);
  return Math.round(Number(stdout.toString('latin1')) - Date.parse(shop.context.clock.now()) / 1000);
}

describe('clock-skew', () => {
  it("sets the web server's clock behind, PHP's as well, and no other; and takes it back", async () => {
    const params = { service: 'web', by: '-PT2H' };
    expect((await clockSkew.observe(params, shop.context)).observed).toBe(false);
    await clockSkew.inject(params, shop.context);
    expect((await clockSkew.observe(params, shop.context)).observed).toBe(true);
    expect(Math.abs((await off(['php', '-r', 'echo time();'])) + 7200)).toBeLessThan(5);
    expect(Math.abs(await off(['date', '+%s'], 'db'))).toBeLessThan(5);
    expect((await shop.context.shop.searchProduct()).found).toBe(true);
    await clockSkew.undo?.(params, shop.context);
    expect((await clockSkew.observe(params, shop.context)).observed).toBe(false);
  }, 120_000);
});
