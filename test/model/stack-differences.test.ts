import { describe, expect, it } from 'vitest';
import { capsOf, notCompared, stackDifferences, type StackFacts } from '../../src/model/stack-differences.ts';

const plugin = { kind: 'plugin', slug: 'phi-vault', version: '1.2.0', digest: 'sha256:aa', active: true };
const shop: StackFacts = {
  site: { urlHost: 'shop.example', tablePrefix: 'wp_', orderStorage: 'hpos' },
  software: {
    wordpress: '6.8.3',
    php: { version: '8.4.27' },
    webServer: { server: 'apache', version: '2.4.65' },
    database: { server: 'mariadb', version: '11.8.3-MariaDB' },
    objectCache: false,
    pageCache: false,
  },
  components: [plugin, { ...plugin, kind: 'theme', slug: 'clinic' }],
};
const plugins = [{ slug: 'phi-vault', role: 'encrypts-phi' }];
const software = (change: Partial<StackFacts['software']>): StackFacts => ({ ...shop, software: { ...shop.software, ...change } });
const differences = (production: StackFacts, mirror: StackFacts = shop) => stackDifferences(mirror, production, plugins);

describe('a mirror that is made of what production is made of', () => {
  it('has no difference', () => expect(differences(shop)).toEqual([]));
  it('may have other minor releases of its servers', () =>
    expect(differences(software({ php: { version: '8.4.1' }, database: { server: 'mariadb', version: '11.8.1' } }))).toEqual([]));
  it('is not compared in what nobody knows', () =>
    expect(differences(software({ wordpress: null, php: null, webServer: null, objectCache: null, pageCache: null }))).toEqual([]));
  it('may name its WordPress less exactly', () => expect(differences(shop, software({ wordpress: '6.8' }))).toEqual([]));
});

describe('a difference', () => {
  const cases: readonly (readonly [string, StackFacts, string])[] = [
    ['another PHP', software({ php: { version: '8.1.2' } }), 'phi-encryption'],
    ['MySQL in place of MariaDB', software({ database: { server: 'mysql', version: '11.8.3' } }), 'phi-integrity'],
    ['another web server', software({ webServer: { server: 'nginx', version: null } }), 'private-pages'],
    ['another WordPress', software({ wordpress: '6.9' }), 'roles-unchanged'],
    ['an object cache', software({ objectCache: true }), 'caches-fresh'],
    ['a page cache', software({ pageCache: true }), 'private-pages'],
    ['another table prefix', { ...shop, site: { ...shop.site, tablePrefix: 'clinic_' } }, 'phi-integrity'],
    ['another order storage', { ...shop, site: { ...shop.site, orderStorage: 'posts' } }, 'checkout-works'],
    ['another address', { ...shop, site: { ...shop.site, urlHost: 'www.shop.example' } }, 'sessions-invalid'],
    ['another version of a plugin', { ...shop, components: [{ ...plugin, version: '1.3.0' }, ...shop.components.slice(1)] }, 'phi-encryption'],
    ['other bytes of a plugin', { ...shop, components: [{ ...plugin, digest: 'sha256:bb' }, ...shop.components.slice(1)] }, 'phi-encryption'],
    ['a plugin that the stack does not know', { ...shop, components: [...shop.components, { ...plugin, slug: 'forms' }] }, 'no-unlogged-phi'],
    ['a must-use plugin more', { ...shop, components: [...shop.components, { ...plugin, kind: 'must-use', slug: 'gate.php' }] }, 'no-unlogged-phi'],
    ['a plugin less', { ...shop, components: shop.components.slice(1) }, 'phi-encryption'],
  ];
  it.each(cases)('is told and caps what rests on it: %s', (_what, production, kind) => {
    const found = differences(production);
    expect(found).toHaveLength(1);
    expect(found[0]?.caps).toContain(kind);
    expect(capsOf(found).get(kind)).toMatch(/production has .*, the mirror /u);
  });
  it('of a plugin that is not active is none', () =>
    expect(differences({ ...shop, components: [...shop.components, { ...plugin, slug: 'forms', active: false }] })).toEqual([]));
});

describe('what either side does not know', () => {
  const gaps = (production: StackFacts, mirror: StackFacts = shop) => notCompared(mirror, production);
  it('is told, each with the side that does not know', () => {
    expect(gaps(shop)).toEqual([]);
    expect(gaps(software({ php: null, webServer: null, pageCache: null }), software({ pageCache: null, wordpress: '' }))).toEqual([
      { what: 'web server', why: 'production: not known' },
      { what: 'php', why: 'production: not known' },
      { what: 'wordpress', why: 'mirror: not known' },
      { what: 'page cache', why: 'production and mirror: not known' },
    ]);
  });
  it('includes the bytes of what both have, where one side did not read them', () => {
    const [vault, theme] = shop.components;
    if (vault === undefined || theme === undefined) throw new Error('no components');
    const unread = {
      ...shop,
      components: [
        { ...vault, digest: null },
        { ...theme, digest: null, version: null },
      ],
    };
    expect(gaps(unread)).toEqual([
      { what: 'bytes of plugin phi-vault', why: 'production: not read' },
      { what: 'version and bytes of theme clinic', why: 'production: not read' },
    ]);
  });
  it('includes what no baseline reads of a network', () =>
    expect(gaps({ ...shop, site: { ...shop.site, multisite: true } })).toEqual([{ what: "other sites of production's network", why: 'production: not read' }]));
  it('is not called none: must-use plugins and drop-ins are in files alone', () => {
    const mirror = { ...shop, components: [...shop.components, { ...plugin, kind: 'must-use', slug: 'gate.php' }] };
    const production = software({ objectCache: null, pageCache: null });
    expect(differences(production, mirror)).toMatchObject([{ what: 'must-use gate.php', production: 'not read', mirror: '1.2.0' }]);
    expect(gaps(production, mirror).map(({ what }) => what)).toEqual(['object cache', 'page cache', 'must-use plugins and drop-ins']);
  });
});
