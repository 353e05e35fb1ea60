import { DrillError } from '../model/errors.ts';
import type { Sabotage } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { variantOf } from '../model/variant.ts';

const conf = '/run/muster/web';
const kept = '/run/muster/web.kept';
const logs = '/var/www/html/wp-content/uploads/wc-logs';

/** The page cache of a copied recipe: it keeps whatever PHP answers, whoever asked. */
const blindCache = [
  'fastcgi_cache pages;',
  'fastcgi_cache_key "$host$request_uri";',
  'fastcgi_cache_valid any 600s;',
  'fastcgi_ignore_headers Cache-Control Expires Set-Cookie Vary;',
  'add_header X-Page-Cache $upstream_cache_status always;',
  '',
].join('\n');

/**
 * Opens what the web server keeps private, as a wrong configuration would: a page cache that keeps everything; without
 * one, the denied folders open; without those, WooCommerce's `.htaccess` gone. The server reads it without a cut.
 * @throws {DrillError} COMMAND_FAILED when the site has none of the three.
 */
export async function openUp({ mirror }: RunContext): Promise<Sabotage> {
  const { pageCache, deny } = variantOf(mirror.site);
  const shell = async (script: string, stdin = ''): Promise<void> => {
    const { code } = await mirror.containers.exec('web', ['bash', '-c', `set -euo pipefail; ${script}`], { stdin });
    if (code !== 0) throw new DrillError('COMMAND_FAILED', `web: the server's configuration could not be changed (exit ${code}).`);
  };
  if (pageCache === null && deny.length === 0) {
    await shell(`mv ${logs}/.htaccess ${kept}`);
    return { what: "the .htaccess of the shop's logs gone", undo: () => shell(`mv ${kept} ${logs}/.htaccess`) };
  }
  const [file, content, what] =
    pageCache === null
      ? (['deny.conf', '', 'the denied folders open'] as const)
      : (['page-cache.conf', blindCache, 'a page cache that keeps whatever it is given'] as const);
  await shell(`cp -a ${conf}/${file} ${kept}; cat > ${conf}/${file}; ${reload}`, content);
  return { what, undo: () => shell(`mv ${kept} ${conf}/${file}; ${reload}`) };
}

/** Workers of the old configuration end after it was read; a moment later only new ones answer. */
const reload = '/opt/muster/reload; sleep 1';
