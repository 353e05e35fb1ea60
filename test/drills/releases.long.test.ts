import { afterAll, describe, expect, it } from 'vitest';
import { changeVersion } from '../../src/faults/change-version.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { raiseShop } from './raise-shop.ts';
import { assertionOf, discard, rehearse, type Rehearsal } from './rehearse.ts';
import { shops } from './shops.ts';
import { without } from './tried.ts';

const drill = 'version-mismatch';
const runbook = 'sites/clinic-shop/runbooks/version-restore.md';
const [old, recent] = ['10.6.2', '11.0.1'] as const;
/** WordPress 7.1 runs both releases, so one can take the other's place. */
const available = shops.some(({ core, available: here }) => core === '7.1' && here) && shops.some(({ commerce, available: here }) => commerce === old && here);
const onRecentCore = { 'sites/clinic-shop/stack.yaml': (text: string) => text.replace('core: { version: debian }', 'core: { version: "7.1" }') };
const dirs: string[] = [];
afterAll(() => dirs.forEach(discard));

async function run(commerce: string, change: Rehearsal['change'] = {}, prove = false): Promise<DrillResult> {
  const flags = { commerce: 'woocommerce', set: [`commerce.version=${commerce}`], prove } as const;
  const { result, dir } = await rehearse({ drill, change: { ...onRecentCore, ...change }, flags });
  dirs.push(dir);
  expect(result.stack.commerce).toEqual({ name: 'woocommerce', version: commerce, standIn: false });
  return result;
}
const summaries = ({ faults }: DrillResult): readonly string[] => faults.map(({ summary }) => summary);
const older = { [`${drill}.yaml`]: (text: string) => text.replace('plugin: commerce, to: newer', 'plugin: commerce, to: older') };

const missing = 'WooCommerce 10.6.2 and 11.0.1 and WordPress 7.1 are not all in the artifact cache: muster artifacts add woocommerce|wordpress PATH';

describe('the code of another WooCommerce in the place of the shop’s', { timeout: 900_000 }, () => {
  it('newer than the database: its upgrade runs on the first request, from the number that the database has', async (context) => {
    if (!available) context.skip(missing);
    await using shop = await raiseShop({
      change: onRecentCore,
      flags: { commerce: 'woocommerce', set: [`commerce.version=${old}`, 'data.orders=100', 'data.customers=20'] },
    });
    const { database, wordpress } = shop.context.mirror;
    const found = async (): Promise<readonly [version: unknown, upgrades: number]> => {
      const [option] = await database.query(`SELECT option_value AS value FROM \`${database.prefix}options\` WHERE option_name = ?`, ['woocommerce_version']);
      const [queued] = await database.query(`SELECT COUNT(*) AS n FROM \`${database.prefix}actionscheduler_actions\` WHERE hook = ? AND args LIKE ?`, [
        'woocommerce_run_update_callback',
        '%wc_update_1100%',
      ]);
      return [option?.['value'], Number(queued?.['n'])];
    };
    expect(await found()).toEqual([old, 0]);
    await changeVersion.inject({ plugin: 'commerce', to: 'newer' }, shop.context);
    await wordpress.run('versions');
    expect(await found()).toEqual([recent, 1]);
  });

  it('newer than the restored database: the runbook that brings the plugins back first passes, every check shown to be able to fail', async (context) => {
    if (!available) context.skip(missing);
    const result = await run(old, {}, true);
    expect(summaries(result)).toContain(`the code of woocommerce ${recent} is in the place of ${old}`);
    expect(result.reasons).toEqual([]);
    expect(result.assertions.map(({ kind, proof }) => [kind, proof])).toEqual(result.assertions.map(({ kind }) => [kind, 'caught']));
  });

  it('newer, and left there: its upgrade runs on the older database and fails roles-unchanged', async (context) => {
    if (!available) context.skip(missing);
    const result = await run(old, { [runbook]: without('Restore the plugins of the last clean backup') });
    expect(assertionOf(result, 'roles-unchanged')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail', counts: { added: 1 } });
  });

  it('older than the restored database: the same runbook passes, every check shown to be able to fail', async (context) => {
    if (!available) context.skip(missing);
    const result = await run(recent, older, true);
    expect(summaries(result)).toContain(`the code of woocommerce ${old} is in the place of ${recent}`);
    expect(result.reasons).toEqual([]);
  });

  it('older, and left there: fails plugins-present', async (context) => {
    if (!available) context.skip(missing);
    const result = await run(recent, { ...older, [runbook]: without('Restore the plugins of the last clean backup') });
    expect(assertionOf(result, 'plugins-present')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
  });
});
