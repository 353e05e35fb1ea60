import type { Component } from '../../artifacts/resolve.ts';
import { DrillError } from '../../model/errors.ts';
import type { DrillPlan } from '../../model/plan/drill.ts';
import type { Stack } from '../../stack/stack.ts';
import { folderOf } from '../../stack/site/place-files.ts';
import type { ComponentsRequest } from '../site-components.ts';

/** What of the site's components the backup brought, in the form in which components are looked for. */
export interface FoundComponents extends Required<Pick<ComponentsRequest, 'site' | 'commerce' | 'fromBackup'>> {
  /** Slugs of plugins and extras that lie in the web root. */
  readonly present: ReadonlySet<string>;
}

/** Looks into the web root that the backup filled: what lies there comes from the backup, whatever the stack names first. */
export async function restoredSite({
  plan,
  stack,
  roots,
  commerce,
}: {
  readonly plan: DrillPlan;
  readonly stack: Stack;
  readonly roots: readonly string[];
  readonly commerce: 'woocommerce' | 'order-desk';
}): Promise<FoundComponents> {
  const { site } = plan;
  const plugins = site.plugins.map((plugin) => (plugin.sources.some(({ kind }) => kind === 'commerce') ? { ...plugin, slug: commerce } : plugin));
  const digests = new Map<string, Component['digest']>();
  for (const { kind, slug } of [...plugins.map(({ slug: name }) => ({ kind: 'plugin' as const, slug: name })), ...site.extras]) {
    const digest = await digestIn(stack, `${folderOf(kind)}/${slug}`);
    if (digest !== null) digests.set(slug, digest);
  }
  const backup = [{ kind: 'backup' }] as const;
  const own = <T extends { readonly slug: string }>(one: T): T => (digests.has(one.slug) ? { ...one, sources: backup } : one);
  return {
    present: new Set(digests.keys()),
    commerce,
    site: { ...site, plugins: plugins.map(own), extras: site.extras.map(own), core: roots.includes('web-root') ? { ...site.core, sources: [] } : site.core },
    fromBackup: async (_kind, slug) => {
      const digest = digests.get(slug);
      return digest === undefined ? null : { slug, version: '', digest, requires: [], from: 'the backup', tar: alreadyThere };
    },
  };
}

/** Over names and contents of all its files; null when it is not there. */
async function digestIn({ containers }: Stack, path: string): Promise<Component['digest'] | null> {
  const script =
    'set -euo pipefail; cd "$(dirname "$1")"; test -e "./$2"; find "./$2" -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-64';
  const done = await containers.exec('web', ['bash', '-c', script, 'bash', path, path.slice(path.lastIndexOf('/') + 1)], { timeoutMs: 600_000 });
  return done.code === 0 ? `sha256:${done.stdout.toString('utf8').trim()}` : null;
}

function alreadyThere(): never {
  throw new DrillError('BUG', 'A component of the backup is placed a second time.');
}
