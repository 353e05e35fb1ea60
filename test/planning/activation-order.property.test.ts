import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOrder } from '../../src/planning/activation-order.ts';

/** Plugins that need only earlier ones, then shuffled: any graph without circles. */
const graphs = fc
  .integer({ min: 1, max: 25 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, index) => fc.uniqueArray(fc.nat(Math.max(0, index - 1)), { maxLength: index === 0 ? 0 : 5 }))))
  .map((needs) => needs.map((earlier, index) => ({ slug: `plugin-${index}`, role: 'supports', needs: earlier.map((one) => `plugin-${one}`) })))
  .chain((plugins) => fc.shuffledSubarray(plugins, { minLength: plugins.length }));

describe('the order of activation', () => {
  it('respects every need of every graph, and holds every plugin once', () => {
    fc.assert(
      fc.property(graphs, (plugins) => {
        const order = activationOrder(plugins).map((plugin) => plugin.slug);
        expect(order.toSorted()).toEqual(plugins.map((plugin) => plugin.slug).toSorted());
        for (const { slug, needs } of plugins) for (const need of needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(slug));
      }),
    );
  });

  it('is the same for the same plugins', () => {
    fc.assert(
      fc.property(graphs, (plugins) => {
        expect(activationOrder(plugins)).toEqual(activationOrder([...plugins]));
      }),
    );
  });

  it('never throws, not even for a circle or an unknown need', () => {
    expect(
      activationOrder([
        { slug: 'a', role: 'supports', needs: ['b', 'nowhere'] },
        { slug: 'b', role: 'supports', needs: ['a'] },
      ])
        .map((plugin) => plugin.slug)
        .toSorted(),
    ).toEqual(['a', 'b']);
  });
});
