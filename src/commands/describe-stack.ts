import type { FactOf } from '../model/journal.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import { bypassed, otherVersions } from './bypassed.ts';
import type { Engine } from '../stack/engine.ts';
import type { Images } from '../stack/images.ts';
import type { SiteFacts } from '../stack/site/facts.ts';
import { differencesFromLock } from './lock-differences.ts';
import { listed, type SiteComponents } from './site-components.ts';

/** What a mirror is made of, once it is prepared. */
export interface DescribedStack {
  readonly engine: Engine;
  readonly images: Images;
  readonly facts: Pick<SiteFacts, 'versions'>;
  readonly components: SiteComponents;
  /** What this mirror leaves open, beside what every mirror does. */
  readonly notProven?: readonly string[];
}

/** The journal's fact of it: versions as the running site says them, digests of what was put there, the evidence grade. */
export function describeStack(plan: DrillPlan, { engine, images, facts, components, notProven = [] }: DescribedStack): FactOf<'stack-described'> {
  const { version, operatingSystem, storageDriver, cgroupVersion } = engine.facts;
  const { commerce, core } = components;
  const restored = plan.data.mode === 'production-backup';
  const standIn = commerce === 'order-desk';
  const said = (name: string): string => facts.versions[name] ?? '';
  return {
    type: 'stack-described',
    grade: plan.site.demo || standIn ? 'demo' : restored ? 'production-backup' : 'procedure',
    commerce: { name: commerce, version: said(`plugin:${commerce}`), standIn },
    components: [
      { kind: 'core', slug: 'wordpress', version: said('wordpress'), digest: core?.digest ?? '' },
      { kind: 'server', slug: 'php', version: said('php'), digest: '' },
      { kind: 'server', slug: 'mariadb', version: said('mariadb'), digest: '' },
      ...listed(components)
        .filter(({ kind }) => kind !== 'core')
        .map((one) => ({ kind: one.kind, slug: one.slug, version: one.kind === 'plugin' ? said(`plugin:${one.slug}`) : one.version, digest: one.digest })),
    ],
    images: Object.entries(images).map(([service, { tag, id }]) => ({ service, tag, id })),
    engine: { version, apiVersion: engine.apiVersion, operatingSystem, storageDriver, cgroupVersion },
    notProven: [
      ...(standIn ? ['WooCommerce itself: the stand-in order-desk took its place.'] : []),
      // What came out of a backup has no digest of the lock's kind.
      ...(restored ? [] : differencesFromLock(plan.site.lock, listed(components))),
      ...bypassed(plan.site),
      ...otherVersions(plan.site, facts.versions),
      'Mail, scheduled tasks and webhooks: the mirror traps or silences them.',
      ...notProven,
      ...(restored || plan.steps.some((step) => step.kind === 'restore-plugins' || step.kind === 'restore-uploads')
        ? []
        : ['The archive of wp-content: it is made and counted in the backup, and this drill opens it nowhere.']),
    ],
  };
}
