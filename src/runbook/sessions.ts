import { defineStep, noParams } from '../model/kind.ts';
import { variantOf } from '../model/variant.ts';
import { runIn } from './run-in.ts';

/** What a person types to empty nginx's page cache. */
const emptyPages = ['find', '/var/cache/nginx/pages', '-type', 'f', '-delete'];

/** Ends every session: WordPress's, WooCommerce's, persistent carts. Does not rotate salts, which may be keys. */
export const purgeSessions = defineStep({
  kind: 'purge-sessions',
  title: 'End all old sessions',
  controls: ['164.312(a)(2)(iii)', '164.312(d)'],
  params: noParams,
  example: {},
  describe: () => ({
    commands: ['wp user session destroy --all', 'wp wc tool run clear_sessions --user=1'],
    fidelity: 'equivalent',
    reason: "Muster called WordPress's functions itself instead of WP-CLI",
  }),
  async apply(_params, { mirror }) {
    await mirror.wordpress.run('purge-sessions');
    return { text: 'no session from before is left', outputs: {} };
  },
});

/** Clears the object cache through WordPress, and nginx's page cache where the stack has one. */
export const flushCache = defineStep({
  kind: 'flush-cache',
  title: 'Clear the caches',
  controls: ['164.308(a)(7)(ii)(B)'],
  params: noParams,
  example: {},
  describe: (_params, site) => ({
    commands: ['wp cache flush', ...(variantOf(site).pageCache === null ? [] : [emptyPages.join(' ')])],
    fidelity: 'equivalent',
    reason: "Muster called WordPress's function itself instead of WP-CLI",
  }),
  async apply(_params, context) {
    const { mirror } = context;
    await mirror.wordpress.run('flush-cache');
    if (variantOf(mirror.site).pageCache !== null) await runIn(context, 'web', emptyPages);
    return { text: 'caches cleared', outputs: {} };
  },
});
