import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { chooseCommerce, type Commerce } from '../artifacts/commerce.ts';
import { folderDigest, folderTar } from '../artifacts/folder.ts';
import { resolveComponent, type Component } from '../artifacts/resolve.ts';
import type { ArtifactStore } from '../artifacts/store.ts';
import { pluginHeader } from '../artifacts/plugin-header.ts';
import { DrillError } from '../model/errors.ts';
import type { PlannedExtra } from '../model/plan/components.ts';
import type { CommerceChoice } from '../model/plan/drill.ts';
import type { SitePlan } from '../model/plan/site.ts';
import { debianWordPress } from '../stack/site/debian.ts';

/** A must-use plugin, drop-in or theme with its bytes. */
export interface SiteExtra extends Component {
  readonly kind: PlannedExtra['kind'];
  readonly active: boolean;
}

/** Everything that is placed into the mirror's web root. */
export interface SiteComponents {
  /** Null: Debian's package, which is in the image. */
  readonly core: Component | null;
  /** In activation order. */
  readonly plugins: readonly Component[];
  readonly extras: readonly SiteExtra[];
  /** Slug of the plugin that sells: `woocommerce` or `order-desk`. */
  readonly commerce: string;
}

/** All components that are placed, with their kinds; core only where it is not the image's own. */
export function listed({ core, plugins, extras }: SiteComponents): readonly (Component & { readonly kind: 'core' | 'plugin' | PlannedExtra['kind'] })[] {
  return [...(core === null ? [] : [{ ...core, kind: 'core' as const }]), ...plugins.map((plugin) => ({ ...plugin, kind: 'plugin' as const })), ...extras];
}

export interface ComponentsRequest {
  readonly site: Pick<SitePlan, 'core' | 'plugins' | 'extras' | 'orderStorage'>;
  readonly commerce: CommerceChoice;
  /** Which WooCommerce stands for `commerce`; empty: the newest that this WordPress runs. */
  readonly commerceVersion: string;
  readonly siteDir: string;
  readonly home: string;
  readonly store: ArtifactStore;
  /** A component out of the run's production backup, by kind and slug; null when it is not there. */
  readonly fromBackup?: (kind: 'core' | 'plugin' | PlannedExtra['kind'], slug: string) => Promise<Component | null>;
  readonly signal: AbortSignal;
}

/**
 * Finds every component of the site in the first of its sources that has it, `commerce` as WooCommerce or the stand-in.
 * @throws {DrillError} ARTIFACT_UNAVAILABLE, ARTIFACT_CORRUPT.
 */
export async function componentsOf(request: ComponentsRequest): Promise<SiteComponents> {
  const { site } = request;
  const core = site.core.sources.length === 0 ? null : await resolved(request, 'core', { slug: 'wordpress', sources: site.core.sources });
  const wordpress = core === null ? debianWordPress : core.version;
  const plugins: Component[] = [];
  for (const plugin of site.plugins) plugins.push(await pluginOf(request, plugin, wordpress));
  const extras: SiteExtra[] = [];
  for (const { kind, active, ...extra } of site.extras) extras.push({ ...(await resolved(request, kind, extra, wordpress)), kind, active });
  return { core, plugins, extras, commerce: sellerAmong(plugins) };
}

async function resolved(
  request: ComponentsRequest,
  kind: 'core' | 'plugin' | PlannedExtra['kind'],
  component: Pick<PlannedExtra, 'slug' | 'sources'>,
  wordpress = '',
): Promise<Component> {
  const { site, siteDir, store, fromBackup, signal } = request;
  const version = kind === 'core' && site.core.version !== 'debian' ? site.core.version : '';
  return await resolveComponent({
    ...component,
    siteDir,
    store,
    wordpress,
    version,
    signal,
    ...(fromBackup === undefined ? {} : { fromBackup: (slug: string) => fromBackup(kind, slug) }),
  });
}

async function pluginOf(request: ComponentsRequest, plugin: SitePlan['plugins'][number], wordpress: string): Promise<Component> {
  if (!plugin.sources.some(({ kind }) => kind === 'commerce')) return await resolved(request, 'plugin', plugin, wordpress);
  const { store, commerce, commerceVersion, home, signal } = request;
  const chosen = chooseCommerce(commerce, await store.list(), { wordpress, version: commerceVersion });
  return chosen.slug === 'order-desk' ? await orderDesk(request.site, home, signal) : wooCommerce(store, chosen);
}

function wooCommerce(store: ArtifactStore, { slug, artifact }: Extract<Commerce, { slug: 'woocommerce' }>): Component {
  const { version, digest } = artifact;
  return { slug, version, digest, requires: [], from: `artifact ${slug} ${version}`, tar: () => createReadStream(store.path(artifact)) };
}

async function orderDesk({ orderStorage }: ComponentsRequest['site'], home: string, signal: AbortSignal): Promise<Component> {
  if (orderStorage !== 'hpos')
    throw new DrillError(
      'ARTIFACT_UNAVAILABLE',
      `The stand-in order-desk keeps orders in order tables only, and this stack's order storage is ${orderStorage}.`,
      {
        hint: 'Put WooCommerce into the cache: muster artifacts add woocommerce PATH (a folder or the zip).',
      },
    );
  const folder = join(home, 'drills', 'stand-ins', 'order-desk');
  const { version } = await pluginHeader(folder, 'order-desk');
  return { slug: 'order-desk', version, requires: [], digest: await folderDigest(folder, signal), from: 'stand-in', tar: () => folderTar(folder, signal) };
}

/** @throws {DrillError} INVALID_DEFINITION when the stack has no shop: a drill buys and reads orders. */
function sellerAmong(plugins: readonly Component[]): string {
  const seller = plugins.find(({ slug }) => slug === 'woocommerce' || slug === 'order-desk');
  if (seller !== undefined) return seller.slug;
  throw new DrillError('INVALID_DEFINITION', 'The stack has no plugin woocommerce, so there is no shop to drill.', {
    hint: 'Add `- { slug: woocommerce, source: commerce, tier: 2, role: serves-phi }` to the plugins.',
  });
}
