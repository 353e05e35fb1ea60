import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import type { Assertion, Fault, StepKind } from '../../src/model/kind.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { readIdCounters } from '../../src/model/id-counters.ts';
import { step } from '../model/sample-plan.ts';
import { captured, proven, raiseShop, read, type RaisedShop } from '../drills/raise-shop.ts';

let shop: RaisedShop;
beforeAll(async () => {
  shop = await raiseShop({});
  await shop.context.shop.placeOrder('backup');
  await shop.context.backups.take();
}, 300_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const named = <T extends { readonly kind: string }>(kinds: readonly T[], kind: string): T => {
  const found = kinds.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no kind ${kind}`);
  return found;
};
const assertion = (kind: string): Assertion => named(catalog.assertions, kind);
/** Seen before it is done, done, and seen after. */
async function broken(kind: string, params: JsonObject): Promise<{ readonly before: boolean; readonly after: boolean; readonly data: JsonObject }> {
  const fault: Fault = named(catalog.faults, kind);
  const before = (await fault.observe(params, shop.context)).observed;
  const { data } = await fault.inject(params, shop.context);
  return { before, after: (await fault.observe(params, shop.context)).observed, data };
}
async function mended(kind: string, params: JsonObject): Promise<JsonObject> {
  const found: StepKind = named(catalog.steps, kind);
  return (await found.apply(params, { ...shop.context, step: step('a-step', 'A step', kind, []) })).outputs;
}

describe('a mirror of the demo shop, broken and mended in turn', () => {
  it('keys-in-custody is true, red under its own sabotage, and true again', async () => {
    const kept = await captured(assertion('keys-in-custody'), shop.context);
    const [before, red, after] = await proven(assertion('keys-in-custody'), shop.context, kept);
    expect([before.reading, red.reading, after.reading], JSON.stringify([before, red, after])).toEqual(['holds', 'broken', 'holds']);
    expect(red.counts['missing']).toBe(1);
  }, 120_000);

  it('lose-salts takes them out of wp-config.php, keys-in-custody notices, and restore-keys brings them back', async () => {
    const kept = await captured(assertion('keys-in-custody'), shop.context);
    expect(await broken('lose-salts', {})).toMatchObject({ before: false, after: true, data: { lines: 8 } });
    await using session = shop.context.mirror.http.session();
    expect((await session.request({ path: '/wp-login.php' })).status).toBe(200);
    const red = await read(assertion('keys-in-custody'), shop.context, kept);
    expect(red, red.actual).toMatchObject({ reading: 'broken', counts: { saltsChanged: 1 } });
    await mended('restore-keys', { keys: ['salts'] });
    const { database } = shop.context.mirror;
    await database.execute(`DELETE FROM ${database.prefix}options WHERE option_name REGEXP '^(auth|secure_auth|logged_in|nonce)_(key|salt)$'`);
    const green = await read(assertion('keys-in-custody'), shop.context, kept);
    expect(green.reading, green.actual).toBe('holds');
  }, 120_000);

  it('rotate-key lets new orders lie under a new key and old ones under the old; escrow with both opens all', async () => {
    const keys = await captured(assertion('keys-in-custody'), shop.context);
    const encryption = await captured(assertion('phi-encryption'), shop.context);
    expect(await broken('rotate-key', { escrow: 'all' })).toMatchObject({ before: false, after: true });
    const custody = await read(assertion('keys-in-custody'), shop.context, keys);
    expect(custody, custody.actual).toMatchObject({ reading: 'holds', counts: { keyIds: 2, missing: 0, failed: 0 } });
    const all = await read(assertion('phi-encryption'), shop.context, encryption);
    expect(all.reading, all.actual).toBe('holds');
  }, 120_000);

  it('rotate-key with only the new key in escrow is noticed by keys-in-custody, and by phi-encryption once it is the shop that has no other', async () => {
    const keys = await captured(assertion('keys-in-custody'), shop.context);
    const encryption = await captured(assertion('phi-encryption'), shop.context);
    const kept = await shop.context.mirror.escrow.take('phi-key');
    await broken('rotate-key', { escrow: 'current' });
    const custody = await read(assertion('keys-in-custody'), shop.context, keys);
    expect(custody, custody.actual).toMatchObject({ reading: 'broken', counts: { keyIds: 3, missing: 2 } });
    await mended('restore-keys', { keys: ['phi-key'] });
    const lost = await read(assertion('phi-encryption'), shop.context, encryption);
    expect(lost.reading, lost.actual).toBe('broken');
    const { database } = shop.context.mirror;
    await shop.context.mirror.escrow.put('phi-key', kept);
    await mended('restore-keys', { keys: ['phi-key'] });
    await database.execute(`DELETE FROM ${database.prefix}wc_orders_meta ORDER BY id DESC LIMIT 7`);
  }, 120_000);

  it.each(['truncate', 'renumber'])(
    'cut-log (%s) leaves no gap, access-log-continuous notices, and the off-box copy brings back the truth',
    async (how) => {
      const { accessLog } = shop.context;
      const kept = await captured(assertion('access-log-continuous'), shop.context);
      const before = await accessLog.head();
      const { after, data } = await broken('cut-log', { how });
      expect(after).toBe(true);
      expect((await accessLog.head()).gaps).toBe(before.gaps);
      await shop.context.shop.placeOrder('canary-orders');
      const red = await read(assertion('access-log-continuous'), shop.context, kept);
      expect(red, red.actual).toMatchObject({ reading: 'broken', counts: { brokenLinks: 0, newGaps: 0 } });
      await mended('import-external-log', { rebuild: true });
      const green = await read(assertion('access-log-continuous'), shop.context, kept);
      expect(green.reading, green.actual).toBe('holds');
      expect(data['cut']).toBeGreaterThan(0);
      expect((await accessLog.head()).rows).toBeGreaterThan(before.rows);
    },
    120_000,
  );

  it('restore-rows puts damaged rows back and keeps newer orders', async () => {
    await mended('restore-keys', { keys: ['backup-identity'] });
    const print = await shop.context.phi.remember();
    const { order } = await shop.context.shop.placeOrder('canary-orders');
    const table = { table: 'wc_order_addresses', column: 'last_name' };
    expect(await broken('damage-rows', { ...table, how: 'swap', rows: 4 })).toMatchObject({ after: true });
    expect(await shop.context.phi.compare(print)).toMatchObject({ altered: 4 });
    await mended('restore-rows', { tables: ['wc_order_addresses'], from: 'last-clean' });
    expect(await shop.context.phi.compare(print)).toMatchObject({ lost: 0, altered: 0 });
    const rows = await shop.context.mirror.database.query('SELECT 1 AS one FROM wp_wc_order_addresses WHERE order_id = ?', [order?.id ?? 0]);
    expect(rows.length).toBeGreaterThan(0);
    expect(await shop.context.mirror.database.query("SHOW DATABASES LIKE 'muster_rows'")).toEqual([]);
  }, 120_000);

  it('rewind-tables puts posts and users behind the orders, and ids-not-reused is red before any order is overwritten', async () => {
    const ids = await captured(assertion('ids-not-reused'), shop.context);
    const [before] = await readIdCounters(shop.context.mirror.database);
    expect(await broken('rewind-tables', { tables: ['posts', 'users'] })).toMatchObject({ before: false, after: true, data: { wentBack: ['posts'] } });
    const [after] = await readIdCounters(shop.context.mirror.database);
    expect(Number(after?.next)).toBeLessThan(Number(before?.next));
    const red = await read(assertion('ids-not-reused'), shop.context, ids);
    expect(red.reading, red.actual).toBe('broken');
    await mended('raise-ids', {});
    expect((await read(assertion('ids-not-reused'), shop.context, ids)).reading).toBe('holds');
  }, 120_000);

  it('deactivate-plugins switches all off behind a maintenance page that ends by itself', async () => {
    const kept = await captured(assertion('activation-order'), shop.context);
    await using session = shop.context.mirror.http.session();
    expect(await broken('deactivate-plugins', { expires: 5 })).toMatchObject({ before: false, after: true });
    expect((await session.request({ path: '/' })).status).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect((await session.request({ path: '/' })).status).toBe(200);
    await mended('reactivate-plugins', { derive: true });
    const [before, red, green] = await proven(assertion('activation-order'), shop.context, kept);
    expect([before.reading, red.reading, green.reading], JSON.stringify([before, red])).toEqual(['holds', 'broken', 'holds']);
  }, 120_000);

  it('break-backup makes sets that choose-backup passes over, each by its own rule', async () => {
    const good = shop.context.backups.sets[0]?.name;
    for (const how of ['truncate', 'plain', 'empty-table', 'key-inside'])
      expect(await broken('break-backup', { set: 'next', how }), how).toMatchObject({ after: true });
    const chosen = await mended('choose-backup', {});
    expect(chosen, JSON.stringify(chosen)).toMatchObject({ set: good, refused: 4 });
    const why = JSON.stringify(chosen['why']);
    for (const rule of ['layers-whole', 'encrypted', 'tables-filled', 'no-key-inside']) expect(why).toContain(rule);
  }, 240_000);

  it('damage-pages goes unnoticed until the server restarts, and then the table cannot be read to its end', async () => {
    const integrity = await captured(assertion('phi-integrity'), shop.context);
    const { before, after, data } = await broken('damage-pages', { table: 'wc_order_addresses' });
    expect({ before, after, unnoticed: data['unnoticed'] }).toEqual({ before: false, after: true, unnoticed: true });
    const red = await read(assertion('phi-integrity'), shop.context, integrity).catch((error: unknown) => error);
    expect(red).toMatchObject({ code: 'UNREACHABLE' });
  }, 120_000);
});
