import { resolve } from 'node:path';
import { pluginSlugs } from './check-stack.ts';
import { openReading, loadRunbook, loadYaml, type ReadingOptions } from './reading.ts';
import { siteRoot } from './targets.ts';
import { siteRunbooks } from './site-reading.ts';
import { textsAt } from './values.ts';

/**
 * Slugs of the plugins that a site's stack or one of its runbooks names; `woocommerce` where they say `commerce`. Also
 * from files that are not whole yet: what is wrong with them is another command's to say.
 */
export function namedPlugins(site: string, options: ReadingOptions): readonly string[] {
  const reading = openReading(options);
  const folder = resolve(options.cwd, site);
  const stack = loadYaml(reading, resolve(folder, 'stack.yaml'), 'stack');
  const reactivated = siteRunbooks(reading, { root: siteRoot(reading, folder), folder }, stack).flatMap((path) =>
    (loadRunbook(reading, path)?.steps ?? []).flatMap(({ block }) => textsAt(block?.value, 'reactivate-plugins', 'order').map((one) => one.value)),
  );
  return [...(pluginSlugs(stack) ?? []), ...reactivated].map((slug) => (slug === 'commerce' ? 'woocommerce' : slug));
}
