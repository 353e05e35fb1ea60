import { describe, expect, it } from 'vitest';
import { variantOf } from '../../src/model/variant.ts';
import { layersOf } from '../../src/stack/image-layers.ts';
import { webConfig } from '../../src/stack/web-config.ts';

const probes = { login: { by: 'drill-account' }, checkout: { by: 'store-api', gateway: 'cheque' } };
const site = (services: Parameters<typeof variantOf>[0]['services']) => variantOf({ services, probes });
const textsOf = (services: Parameters<typeof variantOf>[0]['services']): string =>
  webConfig(site(services), 'shop.example')
    .map(({ name, content }) => `${name}:\n${content}`)
    .join('\n');

describe('a stack that says nothing special', () => {
  const plain = site({ web: { server: 'apache' }, db: { server: 'mariadb' } });
  it('needs no layer, and no service beside web and db', () => {
    expect([layersOf(plain), plain.objectCache, plain.encryptedTables, plain.pageCache]).toEqual([[], false, false, null]);
  });
});

describe('denied folders', () => {
  const deny = ['/wp-content/uploads/wc-logs'];
  it('are denied by nginx, which reads no .htaccess', () => {
    expect(textsOf({ web: { server: 'nginx', deny } })).toContain('location ^~ /wp-content/uploads/wc-logs { return 403; }');
  });
  it("are denied by Apache's own configuration too", () => {
    expect(textsOf({ web: { server: 'apache', deny } })).toContain('<Location "/wp-content/uploads/wc-logs">\n  Require all denied');
  });
  it('denies endings, by the same words on both servers', () => {
    const endings = ['sql', 'php~'];
    expect(textsOf({ web: { server: 'nginx', 'deny-endings': endings } })).toContain(String.raw`location ~ \.(sql|php~)$ { return 403; }`);
    expect(textsOf({ web: { server: 'apache', 'deny-endings': endings } })).toContain(
      '<LocationMatch "\\.(sql|php~)$">\n  Require all denied\n</LocationMatch>',
    );
  });
});

describe("nginx's page cache", () => {
  const conf = textsOf({ web: { server: 'nginx', 'page-cache': { by: 'fastcgi', never: ['/refill'], keep: 'PT1M' } } });
  it.each(['/wp-admin', '/wp-json', '/cart', '/checkout', '/my-account', '/refill'])('keeps no answer below %s', (path) =>
    expect(conf).toContain(`"~^${path}" 1;`),
  );
  it.each(['wordpress_logged_in', 'wp_woocommerce_session', 'woocommerce_items_in_cart'])('keeps nothing for somebody with the cookie %s', (cookie) =>
    expect(/map \$http_cookie[^\n]*/u.exec(conf)?.[0]).toContain(cookie),
  );
  it('neither reads nor writes for them, nor while the shop is closed', () => {
    for (const directive of ['fastcgi_cache_bypass', 'fastcgi_no_cache'])
      expect(conf).toContain(`${directive} $closed $page_by_method $page_by_cookie $page_by_login $page_by_path;`);
  });
  it('keeps a page as long as the stack file says', () => expect(conf).toContain('fastcgi_cache_valid 200 301 60s;'));
  it('is not there unless it is asked for', () => expect(textsOf({ web: { server: 'nginx' } })).not.toContain('fastcgi_cache'));
});

describe('layers', () => {
  it('are built in the order in which they lie on each other', () => {
    expect(layersOf(site({ web: { server: 'nginx' }, cache: { server: 'redis' } }))).toEqual(['web-nginx', 'web-redis', 'cache']);
    expect(layersOf(site({ web: { server: 'apache' }, cache: { server: 'redis' } }))).toEqual(['web-redis', 'cache']);
  });
  it('have a clock of their own only for a drill that sets it wrong', () => {
    expect(layersOf(site({ web: { server: 'nginx' } }), true)).toEqual(['web-nginx', 'web-faketime']);
  });
});

describe('a stubbed gateway', () => {
  it('is told to the guard by its id', () => {
    const stub = variantOf({ services: {}, probes: { ...probes, checkout: { by: 'classic', gateway: 'stub', replaces: 'stripe' } } });
    expect(webConfig(stub, 'shop.example')).toContainEqual({ name: 'web/gateway', content: 'stripe', mode: 0o644 });
  });
});
