import { describe, expect, it } from 'vitest';
import { ArtifactStore, cacheDir } from '../../src/artifacts/store.ts';
import { idsNotReused } from '../../src/assertions/ids-not-reused.ts';
import { referencesWhole } from '../../src/assertions/references-whole.ts';
import { captured, proven, raiseShop } from '../drills/raise-shop.ts';
import { takeOver } from './takeover.ts';

const cached = (await new ArtifactStore(cacheDir(process.env)).list()).some((artifact) => artifact.name === 'woocommerce');
const stack = 'sites/clinic-shop/stack.yaml';

describe.each([['hpos'], ['posts']] as const)('on real WooCommerce with order storage %s', (storage) => {
  const change = storage === 'hpos' ? {} : { [stack]: (text: string) => text.replace('order-storage: hpos', `order-storage: ${storage}`) };

  it(
    'a guest checkout takes a patient’s order over where posts are older than orders; red before, impossible after raise-ids',
    { timeout: 600_000 },
    async (context) => {
      if (!cached) context.skip('WooCommerce is not in the artifact cache: muster artifacts add woocommerce PATH');
      await using shop = await raiseShop({ change, flags: { commerce: 'woocommerce' } });
      expect((await proven(idsNotReused, shop.context, null)).map((one) => one.reading)).toEqual(['holds', 'broken', 'holds']);
      const reference = await captured(referencesWhole, shop.context);
      expect((await proven(referencesWhole, shop.context, reference)).map((one) => one.reading)).toEqual(['holds', 'broken', 'holds']);

      const taken = await takeOver(shop.context, 'left alone');
      expect(taken.before).toMatchObject({ reading: 'broken', reason: 'false' });
      expect(taken.order).toMatchObject({ existedBefore: true, belongsToGuest: true });
      expect(taken.order.items, 'the line items of two patients in one order').toBeGreaterThan(1);

      const raised = await takeOver(shop.context, 'raised');
      expect(raised.before).toMatchObject({ reading: 'holds' });
      expect(raised.order).toMatchObject({ existedBefore: false, belongsToGuest: true, items: 1 });
      expect(raised.rows.after).toBe(raised.rows.before + 1);
    },
  );
});
