import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SitePlan } from '../../model/plan/site.ts';

export interface SnapshotParts {
  readonly site: SitePlan;
  /** Kind, slug and digest of everything that is placed into the web root; plugins in activation order. */
  readonly components: readonly (readonly [kind: string, slug: string, digest: string])[];
  /** Ids of the images it was built with. */
  readonly images: Readonly<Record<string, string>>;
  readonly data: { readonly seed: number; readonly orders: number; readonly customers: number };
  /** Files of Muster's own code that builds and fills a site, and folders of such files. */
  readonly builtBy: readonly string[];
}

/** Key of the cached mirror: 24 hex digits over everything that its content depends on, Muster's own code too. */
export function snapshotKey({ site, components, images, data, builtBy }: SnapshotParts): string {
  const hash = createHash('sha256');
  const { url, title, tablePrefix, orderStorage, core, extras, services, probes } = site;
  hash.update(
    JSON.stringify({
      url,
      title,
      tablePrefix,
      orderStorage,
      services,
      probes,
      core: core.version,
      theme: extras.find(({ active }) => active)?.slug,
      components,
      images,
      data,
    }),
  );
  for (const file of builtBy.flatMap(sources)) hash.update(basename(file)).update(readFileSync(file));
  return hash.digest('hex').slice(0, 24);
}

function sources(path: string): readonly string[] {
  if (path.endsWith('.ts')) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
    .map((name) => join(path, name));
}
