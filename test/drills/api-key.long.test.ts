import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revocationsHold } from '../../src/assertions/revocations-hold.ts';
import { revoke } from '../../src/runbook/revoke.ts';
import { step } from '../model/sample-plan.ts';
import { raiseShop, read, type RaisedShop } from './raise-shop.ts';
import { shops } from './shops.ts';

const real = shops.filter(({ core, storage }) => core === 'debian' && storage === 'hpos');

describe.each(real)('an API key of WooCommerce $name', ({ available, change, flags }) => {
  let shop: RaisedShop | null = null;
  beforeAll(async () => {
    if (available) shop = await raiseShop({ change, flags });
  }, 600_000);
  afterAll(async () => await shop?.[Symbol.asyncDispose](), 60_000);

  it('that comes back with a backup is noticed, and the journal takes it away again', { timeout: 300_000 }, async (context) => {
    if (shop === null) return context.skip('WooCommerce is not in the artifact cache: muster artifacts add woocommerce PATH');
    const { context: run } = shop;
    const { database } = run.mirror;
    const keys = `\`${database.prefix}woocommerce_api_keys\``;
    // `arrange` has seen the key open the orders: the positive control.
    const arranged = await revocationsHold.arrange?.({}, run);
    await database.execute(`CREATE TABLE \`${database.prefix}keys_then\` AS SELECT * FROM ${keys}`);
    const reference = await revocationsHold.capture({}, { ...run, arranged });
    expect(await read(revocationsHold, run, reference)).toMatchObject({ reading: 'holds', counts: { tried: 4, accepted: 0 } });
    expect(await database.execute(`INSERT INTO ${keys} SELECT * FROM \`${database.prefix}keys_then\``)).toBe(1);
    expect(await read(revocationsHold, run, reference)).toMatchObject({ reading: 'broken', actual: 'still taken: API key', counts: { tried: 4, accepted: 1 } });
    const done = await revoke.apply({}, { ...run, step: step('revoke', 'Revoke', 'revoke', []) });
    expect(done.outputs).toMatchObject({ entries: 3, revoked: 1, already: 2, unknown: 0 });
    expect(await read(revocationsHold, run, reference)).toMatchObject({ reading: 'holds', counts: { accepted: 0 } });
  });
});
