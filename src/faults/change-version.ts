import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import type { Release } from '../model/ports/mirror.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { compareVersions } from '../model/versions.ts';
import { inWebRoot } from './web-root.ts';

const versions = { newer: '99.0.0', older: '0.0.1' } as const;
type Way = keyof typeof versions;

const nowScript = `sed -n 's/^[ *]*Version:[[:space:]]*\\([0-9][0-9.]*\\).*/\\1/p' "wp-content/plugins/$1/$1.php" | head -n 1`;
/** As WordPress's updater puts an update in place: beside the old folder first. Arguments: folder, `whole` or `part`. */
const releaseScript = `set -e; cd wp-content/plugins; rm -rf "$1.new"
if [ "$2" = whole ]; then mkdir "$1.new"; else cp -a "$1" "$1.new"; fi
tar -x --no-same-owner -C "$1.new"; chown -R www-data:www-data "$1.new"; rm -rf "$1"; mv "$1.new" "$1"`;
/**
 * Changes the number by which a plugin knows itself: in its header, and where its code holds the same number in quotes.
 * Arguments: folder, number, the number that it has.
 */
const numberScript = `set -e; cd "wp-content/plugins/$1"
quoted=$(printf '%s' "$3" | sed 's/[.]/[.]/g')
grep -rlE --include='*.php' "(version|VERSION)[^;]*'$quoted'" . | xargs -r sed -i "s/'$quoted'/'$2'/g"
sed -i "s/^\\([ *]*Version:[[:space:]]*\\)$quoted/\\1$2/" "$1.php"`;

/**
 * Leaves the shop's software newer (or older) than the database it meets, as an automatic update before a restore does: the
 * code of another release where this host has one (`releases` of stack.yaml; WooCommerce's of the artifact cache), with
 * whatever its upgrade routine does to the data on the next request. Without one only the number changes that the plugin
 * compares with the database's: its own routine then runs (WooCommerce's `check_version`: roles and tables are installed
 * again), or, older, does not run. Restore the plugins.
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
    const slug = slugOf(context, plugin);
    const was = await inWebRoot(context, nowScript, [slug]);
    if (was === '') throw new DrillError('COMMAND_FAILED', `change-version: ${slug} says no version.`);
    const release = another(await context.mirror.releases(slug), was, to);
    const is = release?.version ?? versions[to];
    if (is === was) throw new DrillError('COMMAND_FAILED', `change-version: ${slug} is ${was} already.`);
    if (release === null) await inWebRoot(context, numberScript, [slug, is, was]);
    else await inWebRoot(context, releaseScript, [slug, release.whole ? 'whole' : 'part'], { stdin: release.files() });
    injected.set(context.mirror, { ...injected.get(context.mirror), [slug]: is });
    const summary = release === null ? `${slug} calls itself ${is} instead of ${was}` : `the code of ${slug} ${is} is in the place of ${was}`;
    return { summary, data: { plugin: slug, was, is, code: release !== null }, ...(release === null ? { notProven: [onlyNumber(slug, to)] } : {}) };
  },
  async observe({ plugin }, context) {
    const slug = slugOf(context, plugin);
    const is = await inWebRoot(context, nowScript, [slug]);
    return { observed: is !== '' && is === injected.get(context.mirror)?.[slug], text: `${slug} calls itself ${is}` };
  },
});

const onlyNumber = (slug: string, to: Way): string =>
  `What another release of ${slug} does to the database: this host has no ${to} release of ${slug} that the shop's WordPress runs, so only its number was changed.`;

/** Which version `inject` put in place, by slug. */
const injected = new WeakMap<object, Readonly<Record<string, string>>>();

const slugOf = ({ mirror }: RunContext, plugin: string): string => (plugin === 'commerce' ? mirror.commerceSlug : plugin);

/** The newest of those that are newer, or the newest of those that are older; null where there is none. */
function another(releases: readonly Release[], was: string, to: Way): Release | null {
  return (
    releases
      .filter(({ version }) => (to === 'newer' ? compareVersions(version, was) > 0 : compareVersions(version, was) < 0))
      .toSorted((one, other) => compareVersions(one.version, other.version))
      .at(-1) ?? null
  );
}
