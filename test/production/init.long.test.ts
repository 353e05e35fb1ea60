import { describe, it } from 'vitest';
import { shops } from '../drills/shops.ts';
import { liveInit } from './live-init.ts';

describe.each(shops.filter(({ core }) => core === 'debian'))('muster init --url on a shop with WooCommerce $name', ({ available, change, flags }) => {
  it('writes what --backup writes of a dump of it, and is ready to plan once it is decided', { timeout: 600_000 }, async (context) => {
    if (!available) context.skip('its WooCommerce or WordPress is not in the artifact cache: muster artifacts add woocommerce|wordpress PATH');
    await liveInit({ change, flags });
  });
});
