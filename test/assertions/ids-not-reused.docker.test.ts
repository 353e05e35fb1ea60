import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idsNotReused } from '../../src/assertions/ids-not-reused.ts';
import { phiEncryption } from '../../src/assertions/phi-encryption.ts';
import { referencesWhole } from '../../src/assertions/references-whole.ts';
import { workOnCopies } from '../../src/assertions/table-copy.ts';
import { raiseIds } from '../../src/runbook/raise-ids.ts';
import { captured, proven, raiseShop, read, type RaisedShop } from '../drills/raise-shop.ts';
import { damages } from './damages.ts';
import { andMore, putPostsBack, takeOver, written, writtenToo } from './takeover.ts';

describe('on a real mirror, with the stand-in', () => {
  let shop: RaisedShop;
  beforeAll(async () => {
    shop = await raiseShop();
  }, 300_000);
  afterAll(() => shop[Symbol.asyncDispose]());

  describe('ids-not-reused', () => {
    it('is true, red where the posts are older than the orders, and true again on exactly the same posts', async () => {
      const { database } = shop.context.mirror;
      const state = async () => [
        await database.query('CHECKSUM TABLE wp_posts'),
        await database.query("SELECT auto_increment AS next FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'wp_posts'"),
      ];
      const before = await state();
      const [held, red, again] = await proven(idsNotReused, shop.context, null);
      expect([held.reading, red.reading, red.reason, again.reading]).toEqual(['holds', 'broken', 'false', 'holds']);
      expect(red.counts['ordersInReach']).toBeGreaterThan(0);
      expect(red.evidence).toContain('wc_orders.id');
      expect(await state()).toEqual(before);
    });

    it('is red where a new account would get the number of an old customer', async () => {
      const { database } = shop.context.mirror;
      const copies = await workOnCopies(database, ['users']);
      await database.execute('DELETE FROM wp_users ORDER BY ID DESC LIMIT 3');
      await database.execute('ALTER TABLE wp_users AUTO_INCREMENT = 1');
      const red = await read(idsNotReused, shop.context, null);
      await copies.undo();
      expect(red).toMatchObject({ reading: 'broken', counts: { ordersInReach: 0, usersInReach: 3 } });
    });

    it('is red before a guest takes over the order of a patient, which then happens', async () => {
      const { before, order, rows } = await takeOver(shop.context, 'left alone');
      expect(before).toMatchObject({ reading: 'broken', reason: 'false' });
      expect(order).toMatchObject({ existedBefore: true, belongsToGuest: true });
      expect(order.items, 'the line items of two patients in one order').toBeGreaterThan(1);
      expect(rows.after).toBe(rows.before);
    });

    it('is true after the step raise-ids, and the guest gets a number of their own', async () => {
      const { before, order, rows, next } = await takeOver(shop.context, 'raised');
      expect(before).toMatchObject({ reading: 'holds' });
      expect(order).toMatchObject({ existedBefore: false, belongsToGuest: true, items: 1 });
      expect(rows.after).toBe(rows.before + 1);
      expect(next).toMatch(/raised the counters of posts/u);
    });

    it('is not misled by what phi-encryption tries as another record’s, which the access log holds as reads', async () => {
      expect(await read(phiEncryption, shop.context, await captured(phiEncryption, shop.context))).toMatchObject({ reading: 'holds' });
      expect(await read(idsNotReused, shop.context, null)).toMatchObject({ reading: 'holds', counts: { ordersInReach: 0 } });
    });

    it('is red where orders are lost with all their rows and only the access log still names their numbers, until raise-ids', async () => {
      const { database } = shop.context.mirror;
      const kept = await workOnCopies(database, [...written, ...writtenToo, ...andMore, 'users', 'usermeta']);
      const step = { ...shop.context, step: shop.context.plan.steps[0] } as Parameters<typeof raiseIds.apply>[1];
      try {
        const lost = (await shop.context.shop.placeOrder('checkout-works')).order?.id ?? 0;
        const { pharmacist = null } = shop.context.mirror.accounts;
        expect((await shop.context.shop.readOrder(pharmacist, lost, 'a-read-that-is-logged')).status).toBe(200);
        // Somebody asked for a number that was never given out: it says nothing.
        expect((await shop.context.shop.readOrder(null, 987654321, 'a-guess')).status).toBe(401);
        expect(await read(idsNotReused, shop.context, null)).toMatchObject({ reading: 'holds' });
        // A backup of before it: no row of the order, and the counter of that time.
        await kept.undo();
        const red = await read(idsNotReused, shop.context, null);
        expect(red).toMatchObject({ reading: 'broken', reason: 'false', evidence: expect.arrayContaining(['table phi_access_log', 'off-box access log']) });
        expect(red.evidence.filter((one) => one.includes('.'))).toEqual([]);
        await raiseIds.apply({ margin: 0 }, step);
        expect(await read(idsNotReused, shop.context, null)).toMatchObject({ reading: 'holds' });
        expect((await shop.context.shop.placeOrder('checkout-works')).order?.id).toBeGreaterThan(lost);
      } finally {
        await kept.undo().catch(() => undefined);
      }
    });

    it('raises nothing where the counters stand high enough, and refuses a table that numbers no rows', async () => {
      const { database } = shop.context.mirror;
      const context = { ...shop.context, step: shop.context.plan.steps[0] } as Parameters<typeof raiseIds.apply>[1];
      expect((await raiseIds.apply({ margin: 0 }, context)).outputs).toEqual({ raised: [] });
      const copies = await workOnCopies(database, ['posts']);
      await putPostsBack(database, 0);
      await database.execute('ALTER TABLE wp_posts MODIFY ID bigint(20) unsigned NOT NULL');
      await expect(raiseIds.apply({}, context)).rejects.toMatchObject({ code: 'STEP_FAILED' });
      await copies.undo();
    });
  });

  describe('references-whole', () => {
    it('is true, red where one order is gone without what belongs to it, and true again', async () => {
      const reference = await captured(referencesWhole, shop.context);
      const [held, red, again] = await proven(referencesWhole, shop.context, reference);
      expect([held.reading, red.reading, red.reason, again.reading]).toEqual(['holds', 'broken', 'false', 'holds']);
      expect(red.evidence).toEqual(expect.arrayContaining(['order addresses without an order', 'order items without an order']));
    });

    it.each(damages)('counts exactly what is missing: $what', async ({ table, sql, evidence }) => {
      const { database } = shop.context.mirror;
      const reference = await captured(referencesWhole, shop.context);
      const copies = await workOnCopies(database, [table]);
      try {
        await database.execute(sql);
        const red = await read(referencesWhole, shop.context, reference);
        expect(red).toMatchObject({ reading: 'broken', reason: 'false' });
        expect(red.evidence).toEqual(evidence);
        // A gap that was there when the backup was taken is named, and breaks nothing.
        if (evidence.length > 0) {
          const known = await read(referencesWhole, shop.context, await captured(referencesWhole, shop.context));
          expect(known).toMatchObject({ reading: 'holds', actual: expect.stringContaining('as in production') });
        }
      } finally {
        await copies.undo();
      }
    });
  });
});
