import type { SitePlan } from '../model/plan/site.ts';
import type { StackFacts } from '../model/stack-differences.ts';
import { variantOf } from '../model/variant.ts';
import { debianWordPress } from '../stack/site/debian.ts';
import { listed, type SiteComponents } from './site-components.ts';

/** What the images hold: Debian trixie's. A run knows the exact ones. */
const debian = { php: '8.4', mariadb: '11.8' } as const;

/**
 * What a mirror of the site is, before one is raised: components as a run would place them. `versions` are those that
 * a running mirror told (`wordpress`, `php`, `mariadb`, `plugin:SLUG`).
 */
export function stackFacts(
  site: Pick<SitePlan, 'url' | 'tablePrefix' | 'orderStorage' | 'services' | 'probes'>,
  components: SiteComponents,
  versions: Readonly<Record<string, string>> = {},
): StackFacts {
  const { server, objectCache, pageCache } = variantOf(site);
  const files = listed(components);
  return {
    site: { urlHost: new URL(site.url).host, tablePrefix: site.tablePrefix, orderStorage: site.orderStorage },
    software: {
      wordpress: versions['wordpress'] ?? components.core?.version ?? debianWordPress,
      php: { version: versions['php'] ?? debian.php },
      webServer: { server, version: null },
      database: { server: 'mariadb', version: versions['mariadb'] ?? debian.mariadb },
      objectCache: objectCache && files.some(({ kind, slug }) => kind === 'drop-in' && slug === 'object-cache.php'),
      // A baseline sees the drop-in of a plugin's page cache; a cache of the web server's is nowhere to be seen from inside.
      pageCache: pageCache === null ? files.some(({ kind, slug }) => kind === 'drop-in' && slug === 'advanced-cache.php') : null,
    },
    components: files
      .filter(({ kind }) => kind !== 'core')
      .map(({ kind, slug, version, digest }) => ({
        kind,
        slug,
        version: versions[`plugin:${slug}`] ?? (version === '' ? null : version),
        digest,
        active: true,
      })),
  };
}
