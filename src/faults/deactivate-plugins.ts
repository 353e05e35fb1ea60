import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import { variantOf } from '../model/variant.ts';
import { inWebRoot } from './web-root.ts';

/** WordPress takes a maintenance file for forgotten, and opens the shop, when its `$upgrading` is older. Source: wp_is_maintenance_mode(). */
const forgottenAfterSeconds = 600;

/**
 * All plugins off, as an update that died half-way leaves a shop: behind WordPress's own `.maintenance`, which carries the
 * time at which the update began. It expires by itself, `expires` seconds from now, whatever is active by then.
 */
export const deactivatePlugins = defineFault({
  kind: 'deactivate-plugins',
  title: 'An update died: all plugins are off, and maintenance expires',
  controls: ['164.308(a)(7)(ii)(C)', '164.312(b)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['expires'],
    properties: { expires: { type: 'integer', minimum: 0, maximum: forgottenAfterSeconds, description: 'seconds until WordPress opens the shop by itself' } },
  },
  example: { expires: 15 },
  async inject({ expires }, context) {
    const { database, wordpress, site } = context.mirror;
    const began = Math.floor(Date.parse(context.clock.now()) / 1000) - forgottenAfterSeconds + expires;
    await inWebRoot(context, 'printf "<?php \\$upgrading = %d; ?>" "$1" > .maintenance; chown www-data:www-data .maintenance', [String(began)]);
    const changed = await database.execute(`UPDATE \`${database.prefix}options\` SET option_value = 'a:0:{}' WHERE option_name = 'active_plugins'`);
    if (changed !== 1) throw new DrillError('COMMAND_FAILED', 'No plugin was active: there was nothing to switch off.');
    if (variantOf(site).objectCache) await wordpress.run('sync-option', { name: 'active_plugins' });
    return { summary: `all plugins are off, behind a maintenance page that ends in ${expires} s`, data: { expires } };
  },
  async observe(_params, { mirror: { database } }) {
    const [row] = await database.query(`SELECT option_value AS v FROM \`${database.prefix}options\` WHERE option_name = 'active_plugins'`);
    const observed = row?.['v'] === 'a:0:{}';
    return { observed, text: observed ? 'no plugin is active' : 'plugins are active' };
  },
});
