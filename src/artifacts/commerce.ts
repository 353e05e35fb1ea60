import { DrillError } from '../model/errors.ts';
import type { CommerceChoice } from '../model/plan/drill.ts';
import { compareVersions } from '../model/versions.ts';
import type { Artifact } from './store.ts';

/** What stands for the plan's plugin `commerce`. */
export type Commerce = { readonly slug: 'woocommerce'; readonly artifact: Artifact } | { readonly slug: 'order-desk' };

/**
 * Chooses the newest WooCommerce of the cache that this WordPress can run, or the version that is asked for; else, under `auto`, the stand-in.
 * @throws {DrillError} ARTIFACT_UNAVAILABLE when `--commerce woocommerce` or a version finds none.
 */
export function chooseCommerce(
  choice: CommerceChoice,
  cached: readonly Artifact[],
  wanted: { readonly wordpress: string; readonly version: string },
): Commerce {
  const { wordpress, version } = wanted;
  if (choice === 'order-desk') return { slug: 'order-desk' };
  const usable = cached
    .filter((one) => one.name === 'woocommerce' && compareVersions(one.requiresWordPress, wordpress) <= 0)
    .filter((one) => version === '' || compareVersions(one.version, version) === 0);
  const newest = usable.toSorted((a, b) => compareVersions(a.version, b.version)).at(-1);
  if (newest !== undefined) return { slug: 'woocommerce', artifact: newest };
  if (choice === 'auto' && version === '') return { slug: 'order-desk' };
  const other = cached.filter((one) => one.name === 'woocommerce').map((one) => `${one.version} needs WordPress ${one.requiresWordPress}`);
  throw new DrillError(
    'ARTIFACT_UNAVAILABLE',
    `No WooCommerce${version === '' ? '' : ` ${version}`} in the cache runs on WordPress ${wordpress}${other.length > 0 ? ` (${other.join(', ')})` : ''}.`,
    {
      hint: 'Put its release into the cache: muster artifacts add woocommerce PATH (a folder or the zip).',
    },
  );
}
