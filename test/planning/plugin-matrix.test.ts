import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannedPlugin } from '../../src/model/plan/components.ts';
import { pluginMatrix } from '../../src/planning/plugin-matrix.ts';

const plugin = (slug: string, role: string, needs: readonly string[] = []): PlannedPlugin => ({
  slug,
  role,
  needs,
  tier: 1,
  sources: [slug === 'commerce' ? { kind: 'commerce' } : { kind: 'path', path: `plugins/${slug}` }],
});
const header = (...requiresPlugins: readonly string[]) => ({ version: '1.0.0', requiresPlugins });

describe('the dependency matrix', () => {
  it('puts what serves PHI after what encrypts it and what logs it, although nobody declared that', () => {
    const { plugins, edges } = pluginMatrix([plugin('shop', 'serves-phi'), plugin('log', 'logs-phi'), plugin('vault', 'encrypts-phi')], new Map());
    expect(plugins.map((one) => one.slug).at(-1)).toBe('shop');
    expect(edges).toContainEqual({ before: 'vault', after: 'shop', because: ['encrypts-first'] });
    expect(edges).toContainEqual({ before: 'log', after: 'shop', because: ['logs-first'] });
  });

  it('takes a header of woocommerce for the commerce plugin of the stack, and keeps every reason for an edge', () => {
    const { edges } = pluginMatrix([plugin('commerce', 'serves-phi'), plugin('rx', 'supports', ['commerce'])], new Map([['rx', header('woocommerce')]]));
    expect(edges).toEqual([{ before: 'commerce', after: 'rx', because: ['declared', 'header'] }]);
  });

  it('names a plugin that a header requires and the stack does not have', () => {
    expect(pluginMatrix([plugin('rx', 'supports')], new Map([['rx', header('forms', 'woocommerce')]])).missing).toEqual([
      { slug: 'forms', requiredBy: 'rx' },
      { slug: 'woocommerce', requiredBy: 'rx' },
    ]);
  });

  it('gives every plugin one place, after all that must come before it', () => {
    const roles = fc.constantFrom('encrypts-phi', 'logs-phi', 'supports', 'guards-access');
    fc.assert(
      fc.property(fc.array(roles, { minLength: 1, maxLength: 12 }), fc.nat(), (kinds, seed) => {
        const given = [...kinds.map((role, index) => plugin(`p${index}`, role)), plugin('shop', 'serves-phi')];
        const { plugins, edges } = pluginMatrix(
          given.toSorted((a, b) => ((a.slug.length * 7 + seed) % 5) - ((b.slug.length * 7 + seed) % 5)),
          new Map(),
        );
        const placeOf = (slug: string): number => plugins.find((one) => one.slug === slug)?.place ?? 0;
        expect(plugins.map((one) => one.place)).toEqual(given.map((_, index) => index + 1));
        for (const edge of edges) expect(placeOf(edge.before)).toBeLessThan(placeOf(edge.after));
      }),
    );
  });
});
