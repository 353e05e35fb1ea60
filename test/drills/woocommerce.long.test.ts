import { afterAll, describe, expect, it } from 'vitest';
import { discard, rehearse } from './rehearse.ts';
import { shops } from './shops.ts';

describe.each(shops)('the drill database-loss on WooCommerce $name', ({ available, change, flags, commerce }) => {
  const dirs: string[] = [];
  afterAll(() => dirs.forEach(discard));

  it('passes, every sabotage is noticed, and it says which WooCommerce it was', { timeout: 900_000 }, async (context) => {
    if (!available) context.skip('its WooCommerce or WordPress is not in the artifact cache: muster artifacts add woocommerce|wordpress PATH');
    const { result, dir } = await rehearse({ change, flags });
    dirs.push(dir);
    expect(result.reasons).toEqual([]);
    expect(result.verdict).toBe('pass');
    expect(result.stack.commerce).toEqual({ name: 'woocommerce', version: commerce, standIn: false });
    expect(result.assertions.map(({ kind, proof }) => `${kind} ${proof}`)).toEqual(result.assertions.map(({ kind }) => `${kind} caught`));
  });
});
