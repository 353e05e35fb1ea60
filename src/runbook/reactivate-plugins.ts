import { DrillError } from '../model/errors.ts';
import { defineStep } from '../model/kind.ts';
import { variantOf } from '../model/variant.ts';

/**
 * Switches every plugin off in the database, before WordPress boots with them, then activates them one by one through
 * WordPress's own `activate_plugin`, activation hooks included. `derive: true` takes the order from the dependency matrix.
 */
export const reactivatePlugins = defineStep({
  kind: 'reactivate-plugins',
  title: 'Reactivate the plugins in order',
  controls: ['164.308(a)(7)(ii)(E)', '164.312(b)'],
  params: {
    type: 'object',
    additionalProperties: false,
    properties: { order: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', pattern: '^[a-z0-9-]{1,64}$' } }, derive: { const: true } },
  },
  example: { order: ['phi-vault', 'phi-access-log', 'commerce', 'rx-intake', 'care-roles'] },
  describe: (params, site) => ({
    commands: [
      'wp plugin deactivate --all',
      ...orderOf(params, site.plugins).map((slug) => `wp plugin activate ${slug === 'commerce' ? 'woocommerce' : slug}`),
    ],
    fidelity: 'equivalent',
    reason: "Muster called WordPress's activate_plugin itself instead of WP-CLI",
  }),
  async apply(params, { mirror, plan, signal }) {
    const order = orderOf(params, plan.site.plugins).map((slug) => (slug === 'commerce' ? mirror.commerceSlug : slug));
    await mirror.database.execute(`UPDATE \`${mirror.database.prefix}options\` SET option_value = 'a:0:{}' WHERE option_name = 'active_plugins'`);
    if (variantOf(plan.site).objectCache) await mirror.wordpress.run('sync-option', { name: 'active_plugins' });
    for (const plugin of order) {
      signal.throwIfAborted();
      await mirror.wordpress.run('activate', { plugin }).catch((error: unknown) => {
        throw error instanceof DrillError ? named(plugin, error) : error;
      });
    }
    return { text: `${order.length} plugins active again`, outputs: { order } };
  },
});

/** WordPress refuses a plugin whose header's "Requires Plugins" are not active yet, and says only that it did. */
function named(plugin: string, error: DrillError): DrillError {
  const hint = 'What must be active before it stands under `needs` of stack.yaml, or earlier in the `order` of this step.';
  return new DrillError(error.code, `The plugin ${plugin} did not come back: ${error.message}`, { hint, cause: error });
}

function orderOf(params: { readonly order?: readonly string[]; readonly derive?: true }, plugins: readonly { readonly slug: string }[]): readonly string[] {
  return params.order ?? plugins.map((plugin) => plugin.slug);
}
