import type { FactOf } from '../model/journal.ts';
import type { DrillPlan } from '../model/plan.ts';
import type { Engine } from '../stack/engine.ts';
import type { Images } from '../stack/images.ts';
import type { SiteFacts } from '../stack/site/facts.ts';
import type { SitePlugin } from './site-plugins.ts';

/** What a mirror is made of, once it is prepared. */
export interface DescribedStack {
  readonly engine: Engine;
  readonly images: Images;
  readonly facts: SiteFacts;
  readonly plugins: readonly SitePlugin[];
  /** Slug of what stands for the plan's plugin `commerce`. */
  readonly commerce: string;
}

/** The journal's fact of it: versions as the running site says them, digests of what was put there, the evidence grade. */
export function describeStack(plan: DrillPlan, { engine, images, facts, plugins, commerce }: DescribedStack): FactOf<'stack-described'> {
  const { version, operatingSystem, storageDriver, cgroupVersion } = engine.facts;
  const standIn = commerce === 'order-desk';
  const said = (name: string): string => facts.versions[name] ?? '';
  return {
    type: 'stack-described',
    grade: plan.site.demo || standIn ? 'demo' : 'procedure',
    commerce: { name: commerce, version: said(`plugin:${commerce}`), standIn },
    components: [
      { kind: 'core', slug: 'wordpress', version: said('wordpress'), digest: '' },
      { kind: 'server', slug: 'php', version: said('php'), digest: '' },
      { kind: 'server', slug: 'mariadb', version: said('mariadb'), digest: '' },
      ...plugins.map(({ slug, digest }) => ({ kind: 'plugin', slug, version: said(`plugin:${slug}`), digest })),
    ],
    images: Object.entries(images).map(([service, { tag, id }]) => ({ service, tag, id })),
    engine: { version, apiVersion: engine.apiVersion, operatingSystem, storageDriver, cgroupVersion },
    notProven: [
      ...(standIn ? ['WooCommerce itself: the stand-in order-desk took its place.'] : []),
      'Payment: orders are paid by cheque, no payment gateway is exercised.',
      'Mail, scheduled tasks and webhooks: the mirror traps or silences them.',
      ...(plan.steps.some((step) => step.kind === 'restore-plugins' || step.kind === 'restore-uploads')
        ? []
        : ['The archive of wp-content: it is made and counted in the backup, and this drill opens it nowhere.']),
    ],
  };
}
