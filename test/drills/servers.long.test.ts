import { afterAll, describe, expect, it } from 'vitest';
import { ArtifactStore, cacheDir } from '../../src/artifacts/store.ts';
import { otherServers } from './other-servers.ts';
import { assertionOf, discard, rehearse } from './rehearse.ts';

const cached = (await new ArtifactStore(cacheDir(process.env)).list()).some((artifact) => artifact.name === 'woocommerce');
const stack = 'sites/clinic-shop/stack.yaml';
const runbook = 'sites/clinic-shop/runbooks/database-loss.md';
const dirs: string[] = [];
afterAll(() => dirs.forEach(discard));
const tried = async (...rehearsal: Parameters<typeof rehearse>) => {
  const { result, dir } = await rehearse(...rehearsal);
  dirs.push(dir);
  return result;
};

/** Takes two steps out: both empty the object cache. */
const keepsOldCaches = (text: string): string => text.replace(/## End all old sessions[^]*?(?=## Open the shop)/u, '');

describe('a restore that leaves the object cache as it was', () => {
  it('fails caches-fresh', { timeout: 600_000 }, async () => {
    const result = await tried({ change: { ...otherServers, [runbook]: keepsOldCaches }, flags: { prove: false } });
    expect(assertionOf(result, 'caches-fresh')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
  });
});

describe('the drill database-loss on real WooCommerce', () => {
  const classic = {
    ...otherServers,
    [stack]: (text: string) =>
      (otherServers[stack]?.(text) ?? text).replace('by: store-api', 'by: classic').replace('gateway: cheque', 'gateway: stub\n    replaces: stripe'),
  };
  it('passes on nginx with Redis and a page cache, bought by the classic form and paid to a stub', { timeout: 600_000 }, async (context) => {
    if (!cached) context.skip('WooCommerce is not in the artifact cache: muster artifacts add woocommerce PATH');
    const result = await tried({ change: classic, flags: { commerce: 'woocommerce' } });
    expect(result.reasons).toEqual([]);
    expect(result.assertions.every((assertion) => assertion.proof === 'caught')).toBe(true);
  });
});
