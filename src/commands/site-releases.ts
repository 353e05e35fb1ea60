import { createReadStream } from 'node:fs';
import { resolveComponent } from '../artifacts/resolve.ts';
import { ArtifactStore, cacheDir } from '../artifacts/store.ts';
import type { Mirror, Release } from '../model/ports/mirror.ts';
import { compareVersions } from '../model/versions.ts';
import { debianWordPress } from '../stack/site/debian.ts';
import type { SiteComponents } from './site-components.ts';
import type { StageRequest } from './stage-request.ts';

/**
 * The releases that this host has of a plugin and that the mirror's WordPress runs: those that the stack names, and every
 * WooCommerce of the artifact cache. A path holds what differs from the release beside it; anything else is a whole one.
 */
export function releasesFor(
  { plan, siteDir, env }: Pick<StageRequest, 'plan' | 'siteDir' | 'env'>,
  { core }: SiteComponents,
  signal: AbortSignal,
): Mirror['releases'] {
  const store = new ArtifactStore(cacheDir(env));
  const wordpress = core?.version ?? debianWordPress;
  return async (slug) => {
    const releases: Release[] = slug === 'woocommerce' ? [...(await cached(store, slug, wordpress))] : [];
    for (const source of plan.site.plugins.find((plugin) => plugin.slug === slug)?.releases ?? []) {
      const { version, tar } = await resolveComponent({ slug, sources: [source], siteDir, store, wordpress, version: '', signal });
      releases.push({ version, whole: source.kind !== 'path', files: tar });
    }
    return releases;
  };
}

async function cached(store: ArtifactStore, slug: string, wordpress: string): Promise<readonly Release[]> {
  return (await store.list())
    .filter((one) => one.name === slug && compareVersions(one.requiresWordPress, wordpress) <= 0)
    .map((one) => ({ version: one.version, whole: true, files: () => createReadStream(store.path(one)) }));
}
