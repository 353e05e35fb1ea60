import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import { inWebRoot } from './web-root.ts';

const versions = { newer: '99.0.0', older: '0.0.1' } as const;

/**
 * Changes the number by which a plugin knows itself: in its header, and where its code holds the same number in quotes.
 * Arguments: folder, main file, number. Says the number that it had.
 */
const script = `set -e; cd "wp-content/plugins/$1"
was=$(sed -n 's/^[ *]*Version:[[:space:]]*\\([0-9][0-9.]*\\).*/\\1/p' "$2" | head -n 1); [ -n "$was" ]
quoted=$(printf '%s' "$was" | sed 's/[.]/[.]/g')
grep -rlE --include='*.php' "(version|VERSION)[^;]*'$quoted'" . | xargs -r sed -i "s/'$quoted'/'$3'/g"
sed -i "s/^\\([ *]*Version:[[:space:]]*\\)$quoted/\\1$3/" "$2"
echo "$was"`;
const nowScript = `sed -n 's/^[ *]*Version:[[:space:]]*\\([0-9][0-9.]*\\).*/\\1/p' "wp-content/plugins/$1/$2" | head -n 1`;

/**
 * Leaves the shop's software newer (or older) than the database it meets, as an automatic update before a restore does.
 * Only the number changes that the plugin compares with the database's: its own upgrade routine then runs on the next
 * request (WooCommerce's `check_version`: roles and tables are installed again), or, older, does not run. What another
 * release's code would do beside that is not shown. Restore the plugins.
 */
export const changeVersion = defineFault({
  kind: 'change-version',
  title: 'A plugin of another version than the database',
  controls: ['164.308(a)(7)(ii)(B)', '164.312(c)(1)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['plugin', 'to'],
    properties: { plugin: { type: 'string', pattern: '^[a-z0-9-]{1,64}$' }, to: { enum: ['newer', 'older'] } },
  },
  example: { plugin: 'commerce', to: 'newer' },
  async inject({ plugin, to }, context) {
    const slug = plugin === 'commerce' ? context.mirror.commerceSlug : plugin;
    const was = await inWebRoot(context, script, [slug, `${slug}.php`, versions[to]]);
    if (was === versions[to]) throw new DrillError('COMMAND_FAILED', `change-version: ${slug} is ${was} already.`);
    return { summary: `${slug} calls itself ${versions[to]} instead of ${was}`, data: { plugin: slug, was, is: versions[to] } };
  },
  async observe({ plugin, to }, context) {
    const slug = plugin === 'commerce' ? context.mirror.commerceSlug : plugin;
    const is = await inWebRoot(context, nowScript, [slug, `${slug}.php`]);
    return { observed: is === versions[to], text: `${slug} calls itself ${is}` };
  },
});
