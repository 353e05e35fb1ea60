import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseCommerce } from '../../src/artifacts/commerce.ts';
import { compareVersions } from '../../src/model/versions.ts';
import type { Artifact } from '../../src/artifacts/store.ts';

const woo = (version: string, requiresWordPress: string): Artifact => ({
  name: 'woocommerce',
  version,
  digest: `sha256:${'a'.repeat(64)}`,
  bytes: 1,
  requiresWordPress,
});
const cached = [woo('10.2.0', '6.8'), woo('9.9.1', '6.6'), woo('10.10.0', '6.9'), { ...woo('99', '1'), name: 'other' }];

describe('comparing versions', () => {
  it('goes by number, part by part', () => {
    expect(['10.2', '9.10', '9.9', ''].toSorted(compareVersions)).toEqual(['', '9.9', '9.10', '10.2']);
    expect(compareVersions('6.8', '6.8.0')).toBe(0);
  });
  it('is an order', () => {
    const version = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('choosing the commerce plugin', () => {
  it('takes the newest WooCommerce that this WordPress runs', () => {
    expect(chooseCommerce('auto', cached, { wordpress: '6.8.1', version: '' })).toMatchObject({ slug: 'woocommerce', artifact: { version: '10.2.0' } });
    expect(chooseCommerce('woocommerce', cached, { wordpress: '7.0', version: '' })).toMatchObject({ artifact: { version: '10.10.0' } });
  });
  it('takes the stand-in under auto only, or when it is asked for', () => {
    expect(chooseCommerce('auto', cached, { wordpress: '6.5', version: '' })).toEqual({ slug: 'order-desk' });
    expect(chooseCommerce('order-desk', cached, { wordpress: '7.0', version: '' })).toEqual({ slug: 'order-desk' });
  });
  it('refuses the stand-in when WooCommerce was asked for, and says what each needs', () => {
    expect(() => chooseCommerce('woocommerce', cached, { wordpress: '6.5', version: '' })).toThrow(
      expect.objectContaining({ code: 'ARTIFACT_UNAVAILABLE', message: expect.stringContaining('9.9.1 needs WordPress 6.6') }),
    );
    expect(() => chooseCommerce('woocommerce', [], { wordpress: '6.5', version: '' })).toThrow(expect.objectContaining({ code: 'ARTIFACT_UNAVAILABLE' }));
  });
});
