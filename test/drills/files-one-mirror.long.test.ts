import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { ReadingOutcome } from '../../src/model/reading.ts';
import { step } from '../model/sample-plan.ts';
import { captured, proven, raiseShop, read, type RaisedShop } from './raise-shop.ts';

const checks = ['core-files', 'plugins-present', 'no-foreign-code', 'files-private', 'discovery-access', 'roles-unchanged'] as const;
type Check = (typeof checks)[number];
const assertion = (kind: Check) => catalog.assertions.find((one) => one.kind === kind) ?? expect.fail(kind);

let shop: RaisedShop;
const reference = new Map<Check, unknown>();
const reading = async (kind: Check): Promise<ReadingOutcome> => await read(assertion(kind), shop.context, reference.get(kind));

/** Injects a fault, which must be seen to happen. */
async function hurt(kind: string, params: JsonObject = {}): Promise<void> {
  const fault = catalog.faults.find((one) => one.kind === kind) ?? expect.fail(kind);
  expect(await fault.observe(params, shop.context), kind).toMatchObject({ observed: false });
  await fault.inject(params, shop.context);
  expect(await fault.observe(params, shop.context), kind).toMatchObject({ observed: true });
}

async function mend(kind: string, params: JsonObject = { from: 'last-clean' }): Promise<void> {
  const found = catalog.steps.find((one) => one.kind === kind) ?? expect.fail(kind);
  await found.apply(params, { ...shop.context, step: step('a-step', 'A step', kind, []) });
}

beforeAll(async () => {
  shop = await raiseShop({ flags: { set: ['data.orders=200', 'data.customers=40'] } });
  await shop.context.shop.placeOrder('backup');
  await shop.context.backups.take();
  for (const kind of checks) reference.set(kind, await captured(assertion(kind), shop.context));
  await mend('restore-keys', { keys: ['backup-identity'] });
}, 400_000);
afterAll(async () => await shop?.[Symbol.asyncDispose]());

describe('the files and code of one shop, hurt and mended on one mirror', { timeout: 300_000 }, () => {
  it.each(['files-private', 'discovery-access'] as const)('%s holds, goes red under its sabotage, and holds again', async (kind) => {
    const seen = await proven(assertion(kind), shop.context, reference.get(kind));
    expect(
      seen.map((one) => one.reading),
      JSON.stringify(seen),
    ).toEqual(['holds', 'broken', 'holds']);
  });
  it('core comes back without the file that was added', async () => {
    await hurt('tamper-core');
    expect(await reading('core-files')).toMatchObject({ reading: 'broken', counts: { changed: 1, missing: 1, added: 1 } });
    await mend('restore-core');
    expect(await reading('core-files')).toMatchObject({ reading: 'holds' });
  });
  it('must-use plugins and drop-ins come back, and with them who finds what', async () => {
    await hurt('lose-files', { paths: ['wp-content/mu-plugins'] });
    await hurt('dangle-drop-ins');
    expect(await reading('plugins-present')).toMatchObject({ reading: 'broken', counts: { missing: 1, changed: 1 } });
    expect(await reading('discovery-access')).toMatchObject({ reading: 'broken', counts: { phi: 0 } });
    await mend('restore-plugins', { from: 'last-clean', what: ['must-use', 'drop-ins'] });
    expect(await reading('plugins-present')).toMatchObject({ reading: 'holds' });
    expect(await reading('discovery-access')).toMatchObject({ reading: 'holds' });
  });
  it('web rules come back, and what they keep private with them', async () => {
    await hurt('lose-web-rules');
    expect(await reading('files-private')).toMatchObject({ reading: 'broken' });
    await mend('restore-config', { from: 'last-clean', what: ['web-rules'] });
    expect(await reading('files-private')).toMatchObject({ reading: 'holds' });
  });
  it('encrypted plugins and uploads come back, and a planted file goes away', async () => {
    await hurt('plant-code');
    expect(await reading('no-foreign-code')).toMatchObject({ reading: 'broken', counts: { added: 1, changed: 0 } });
    await hurt('encrypt-files');
    expect(await reading('plugins-present')).toMatchObject({ reading: 'broken' });
    await mend('restore-plugins');
    await mend('restore-uploads');
    expect(await reading('plugins-present')).toMatchObject({ reading: 'holds' });
    expect(await reading('no-foreign-code')).toMatchObject({ reading: 'holds' });
  });
  it('software newer than the database upgrades it, and gives a capability back that was taken away', async () => {
    expect(await reading('roles-unchanged')).toMatchObject({ reading: 'holds' });
    await hurt('change-version', { plugin: 'commerce', to: 'newer' });
    await shop.context.mirror.wordpress.run('versions');
    expect(await reading('roles-unchanged')).toMatchObject({ reading: 'broken', counts: { added: 1, removed: 0 } });
  });
  it('another release of a plugin is its code, and its own upgrade rewrites what was ordered', async () => {
    const { database } = shop.context.mirror;
    const named = async (): Promise<number> => {
      const [row] = await database.query(`SELECT COUNT(*) AS n FROM \`${database.prefix}woocommerce_order_items\` WHERE order_item_name LIKE '% (Rx)'`);
      return Number(row?.['n']);
    };
    expect(await named()).toBe(0);
    await hurt('change-version', { plugin: 'rx-intake', to: 'newer' });
    await shop.context.mirror.wordpress.run('versions');
    expect(await named()).toBeGreaterThan(100);
  });
  it('the newest backup of an encrypted shop is not the last clean one', async () => {
    await hurt('encrypt-tables', { tables: ['wc_orders_meta', 'wc_order_addresses'] });
    await hurt('poison-backup');
    expect(shop.context.backups.sets.map(({ clean }) => clean)).toEqual([true, false]);
  });
});
