import type { SecretFile } from './secrets.ts';
import type { PageCache, Variant } from '../model/variant.ts';

/** Cookies of somebody whose pages are their own: logged in, with a cart, with a password for a page. */
const personalCookies = 'wordpress_logged_in|wordpress_sec|wp-postpass|comment_author|woocommerce_items_in_cart|woocommerce_cart_hash|wp_woocommerce_session';

/**
 * What the stack file says about the web server, as the files that its configuration includes from the tmpfs. Paths
 * come from the checked definition: letters, digits and `._-/` only.
 */
export function webConfig(variant: Variant, siteHost: string): readonly SecretFile[] {
  const stub = variant.stubbedGateway === null ? [] : [{ name: 'web/gateway', content: variant.stubbedGateway, mode: 0o644 }];
  return [...serverConfig(variant, siteHost), ...stub];
}

function serverConfig({ server, deny, denyEndings, pageCache }: Variant, siteHost: string): readonly SecretFile[] {
  const file = (name: string, lines: readonly string[]): SecretFile => ({ name: `web/${name}.conf`, content: [...lines, ''].join('\n'), mode: 0o644 });
  const ending = denyEndings.length === 0 ? [] : [`\\.(${denyEndings.join('|')})$`];
  if (server === 'apache')
    return [
      file(
        'deny',
        [...deny.map((path) => `Location "${path}"`), ...ending.map((form) => `LocationMatch "${form}"`)].map(
          (which) => `<${which}>\n  Require all denied\n</${which.split(' ')[0]}>`,
        ),
      ),
    ];
  return [
    file('http', [`map $uri $muster_host { default "${siteHost}"; }`, ...(pageCache === null ? [] : zoneLines(pageCache))]),
    file(
      'deny',
      [...deny.map((path) => `^~ ${path}`), ...ending.map((form) => `~ ${form}`)].map((which) => `location ${which} { return 403; }`),
    ),
    file('page-cache', pageCache === null ? [] : useLines(pageCache)),
  ];
}

/** The zone, and when nothing is taken from it: everything but plain page views of somebody unknown. */
function zoneLines({ never }: PageCache): readonly string[] {
  return [
    'fastcgi_cache_path /var/cache/nginx/pages levels=1:2 keys_zone=pages:4m max_size=256m inactive=60m use_temp_path=off;',
    'map $request_method $page_by_method { default 1; GET 0; HEAD 0; }',
    `map $http_cookie $page_by_cookie { default 0; "~*(${personalCookies})" 1; }`,
    'map $http_authorization $page_by_login { default 1; "" 0; }',
    `map $request_uri $page_by_path { default 0; "~\\?" 1; ${never.map((path) => `"~^${path.replaceAll('.', '\\.')}" 1;`).join(' ')} }`,
  ];
}

function useLines({ seconds }: PageCache): readonly string[] {
  const personal = '$closed $page_by_method $page_by_cookie $page_by_login $page_by_path';
  return [
    'fastcgi_cache pages;',
    'fastcgi_cache_key "$scheme$request_method$host$request_uri";',
    `fastcgi_cache_valid 200 301 ${seconds}s;`,
    `fastcgi_cache_bypass ${personal};`,
    `fastcgi_no_cache ${personal};`,
    'add_header X-Page-Cache $upstream_cache_status always;',
  ];
}
