import { afterEach, describe, expect, it } from 'vitest';
import { ArtifactStore, cacheDir } from '../../src/artifacts/store.ts';
import { discard, rehearse } from './rehearse.ts';

const cached = (await new ArtifactStore(cacheDir(process.env)).list()).some(({ name }) => name === 'woocommerce');
const dirs: string[] = [];
afterEach(() => dirs.splice(0).forEach(discard));

describe.each(['database-loss', 'key-loss', 'sessions-replayed', 'checkout-outage', 'disk-full'])('the drill %s on the second site', (drill) => {
  it('runs unchanged and passes (nginx, orders as posts, another access log)', { timeout: 900_000 }, async (context) => {
    if (!cached) context.skip('WooCommerce is not in the artifact cache: muster artifacts add woocommerce PATH');
    const { result, dir } = await rehearse({ drill, flags: { site: 'drills/sites/harbor-pharmacy', commerce: 'woocommerce' } });
    dirs.push(dir);
    expect(result.reasons).toEqual([]);
    expect(result.site.id).toBe('harbor-pharmacy');
    expect(result.assertions.map(({ kind, proof }) => [kind, proof])).toEqual(result.assertions.map(({ kind }) => [kind, 'caught']));
  });
});
