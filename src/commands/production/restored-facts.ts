import type { Baseline } from '../../model/baseline.ts';
import type { SitePlan } from '../../model/plan/site.ts';
import { stackDifferences, type StackDifference, type StackFacts } from '../../model/stack-differences.ts';
import { readSoftware } from '../../production/read-software.ts';
import { readSchema } from '../../production/schema.ts';
import { dropIns, networkDropIns } from '../../model/drop-ins.ts';
import type { Stack } from '../../stack/stack.ts';
import type { SiteComponents } from '../site-components.ts';
import { stackFacts } from '../stack-facts.ts';

export interface RestoredShop {
  readonly site: SitePlan;
  readonly stack: Pick<Stack, 'database' | 'containers'>;
  readonly components: SiteComponents;
  /** As the running mirror told them. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Where the mirror of a backup is another shop than its baseline says production is. What runs is read off the mirror
 * itself, so plugins that stack.yaml does not name count too. Contents are not compared, versions are; must-use plugins
 * and drop-ins only where the baseline saw production's files.
 */
export async function differencesFrom(production: Baseline, shop: RestoredShop): Promise<readonly StackDifference[]> {
  const { site, components, versions } = shop;
  const sawFiles = production.components.some(({ digest }) => digest !== null);
  const mirror = { ...stackFacts(site, components, versions), components: await componentsIn(shop, sawFiles) };
  return stackDifferences(mirror, production, site.plugins);
}

async function componentsIn({ stack, versions }: RestoredShop, withFiles: boolean): Promise<StackFacts['components']> {
  const { components } = await readSoftware(stack.database, await readSchema(stack.database), null);
  // WordPress tells no version of an active plugin whose files are not there: the set did not bring it.
  const told = (slug: string): string | undefined => versions[`plugin:${slug}`];
  const plugins = components.filter(({ kind, slug }) => kind === 'plugin' && told(slug) !== '').map(({ slug }) => one('plugin', slug, told(slug) ?? null));
  const themes = components.filter(({ kind }) => kind === 'theme').map(({ slug }) => one('theme', slug));
  if (!withFiles) return [...plugins, ...themes];
  return [...plugins, ...themes, ...extrasIn(await names(stack, 'mu-plugins'), await names(stack, '.'))];
}

/** Must-use plugins and drop-ins by what lies in `mu-plugins` and `wp-content`, named as a baseline names them. Pure. */
export function extrasIn(mustUse: readonly string[], content: readonly string[]): StackFacts['components'] {
  const known = [...dropIns, ...networkDropIns];
  return [
    ...mustUse.filter((name) => name !== 'index.php').map((name) => one('must-use', name)),
    ...content.filter((name) => known.includes(name)).map((name) => one('drop-in', name)),
  ];
}

/** PHP files and folders there, as WordPress would find them; none where the folder is not. */
async function names({ containers }: RestoredShop['stack'], folder: string): Promise<readonly string[]> {
  const path = `/var/www/html/wp-content/${folder}`;
  const script = 'test -d "$1" && find "$1" -mindepth 1 -maxdepth 1 ! -name ".*" \\( -type d -o -name "*.php" \\) -printf "%f\\n" || true';
  const { stdout } = await containers.exec('web', ['sh', '-c', script, 'sh', path]);
  return stdout
    .toString('utf8')
    .split('\n')
    .filter((name) => name !== '');
}

function one(kind: string, slug: string, version: string | null = null): StackFacts['components'][number] {
  return { kind, slug, version, digest: null, active: true };
}
