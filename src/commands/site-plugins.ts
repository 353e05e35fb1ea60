import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Commerce } from '../artifacts/commerce.ts';
import { folderDigest, folderTar } from '../artifacts/folder.ts';
import type { ArtifactStore } from '../artifacts/store.ts';
import type { Digest } from '../model/json.ts';
import type { DrillPlan } from '../model/plan.ts';

/** A plugin of the site with its bytes. */
export interface SitePlugin {
  readonly slug: string;
  readonly digest: Digest;
  readonly tar: () => Readable;
}

export interface PluginsRequest {
  readonly plan: DrillPlan;
  readonly siteDir: string;
  readonly home: string;
  readonly store: ArtifactStore;
  readonly commerce: Commerce;
  readonly signal: AbortSignal;
}

/** The plan's plugins in activation order, `commerce` resolved to WooCommerce or the stand-in. */
export async function pluginsOf(request: PluginsRequest): Promise<readonly SitePlugin[]> {
  const { plan, siteDir, home, store, commerce, signal } = request;
  const folder = async (slug: string, path: string): Promise<SitePlugin> => ({
    slug,
    digest: await folderDigest(path, signal),
    tar: () => folderTar(path, signal),
  });
  const plugins: SitePlugin[] = [];
  for (const { slug, source } of plan.site.plugins) {
    if (source.kind === 'path') plugins.push(await folder(slug, join(siteDir, source.path)));
    else if (commerce.slug === 'order-desk') plugins.push(await folder('order-desk', join(home, 'drills', 'stand-ins', 'order-desk')));
    else plugins.push({ slug: 'woocommerce', digest: commerce.artifact.digest, tar: () => createReadStream(store.path(commerce.artifact)) });
  }
  return plugins;
}
