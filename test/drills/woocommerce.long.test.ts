import { afterAll, describe, expect, it } from 'vitest';
import { ArtifactStore, cacheDir } from '../../src/artifacts/store.ts';
import { discard, rehearse } from './rehearse.ts';

const cached = (await new ArtifactStore(cacheDir(process.env)).list()).some((artifact) => artifact.name === 'woocommerce');

describe('the drill database-loss on real WooCommerce', () => {
  const dirs: string[] = [];
  afterAll(() => dirs.forEach(discard));

  it('passes, and says which WooCommerce it was', { timeout: 600_000 }, async (context) => {
    if (!cached) context.skip('WooCommerce is not in the artifact cache: muster artifacts add woocommerce PATH');
    const { result, dir } = await rehearse({ flags: { commerce: 'woocommerce' } });
    dirs.push(dir);
    expect(result.reasons).toEqual([]);
    expect(result.verdict).toBe('pass');
    expect(result.stack.commerce).toMatchObject({ name: 'woocommerce', standIn: false });
    expect(result.assertions.every((assertion) => assertion.proof === 'caught')).toBe(true);
  });
});
