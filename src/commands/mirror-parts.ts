import { randomBytes } from 'node:crypto';
import { clockSkewKind } from '../model/clock-skew.ts';
import { orderStore } from '../model/order-store.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import { variantOf } from '../model/variant.ts';
import { coolCaches } from '../stack/cool-caches.ts';
import { layersOf, type ImageLayer } from '../stack/image-layers.ts';
import { countAttempts } from '../stack/isolation.ts';
import { learning } from './learn-secrets.ts';
import { shared } from './shared.ts';
import { probesOf } from '../model/probes.ts';
import type { PhiIntegrity, Scratch } from '../model/phi-integrity.ts';
import type { Mirror } from '../model/ports/mirror.ts';
import type { CanaryLedger, Shop } from '../model/ports/shop.ts';
import { canaryCheckout, canaryMailPattern } from '../phi/canary.ts';
import { erasedOrders } from '../phi/erasures.ts';
import { phiIntegrity } from '../phi/fingerprint.ts';
import { shop } from '../stack/site/shop.ts';
import type { Stack } from '../stack/stack.ts';
import type { SiteComponents } from './site-components.ts';
import { releasesFor } from './site-releases.ts';
import type { StageRequest } from './stage-request.ts';

/** The image layers that a plan needs on top of the plain mirror. */
export function layersFor({ site, faults }: DrillPlan): readonly ImageLayer[] {
  return layersOf(
    variantOf(site),
    faults.some(({ kind }) => kind === clockSkewKind),
  );
}

/** The running mirror as faults, steps and checks see it. */
export function mirrorOf(
  request: Pick<StageRequest, 'plan' | 'runId' | 'clock' | 'secrets' | 'siteDir' | 'env'>,
  stack: Stack,
  { components, ...own }: Pick<Mirror, 'accounts' | 'patientOrderId' | 'tool'> & { readonly components: SiteComponents },
): Mirror {
  const { plan, runId, clock, secrets } = request;
  const { containers, database, escrow, wordpress, http } = stack;
  return {
    ...own,
    commerceSlug: components.commerce,
    releases: releasesFor(request, components, stack.signal),
    runId,
    site: plan.site,
    database,
    containers,
    escrow: learning(escrow, secrets),
    wordpress,
    http,
    coolCaches: () => coolCaches(stack),
    attempts: shared(() => countAttempts(stack), { clock, maxAgeMs: 2000 }),
  };
}

type Run = Pick<StageRequest, 'plan' | 'runId' | 'clock'>;

/** What the running site holds, counted there. */
export async function countRecords({ database, site }: Mirror): Promise<{ readonly orders: number; readonly customers: number }> {
  const [row] = await database.query(
    `SELECT (SELECT COUNT(*) FROM ${orderStore(site).orders} WHERE type = 'shop_order') AS orders,
     (SELECT COUNT(*) FROM \`${database.prefix}usermeta\` WHERE meta_key = ? AND meta_value LIKE '%"customer"%') AS customers`,
    [`${database.prefix}capabilities`],
  );
  return { orders: Number(row?.['orders'] ?? 0), customers: Number(row?.['customers'] ?? 0) };
}

/** Integrity of the run's mirror, with a key of its own; what it remembers of rows lies in `scratch`. */
export function integrityOf(
  { plan, runId, clock }: Run,
  { database, containers }: Stack,
  { ledger, scratch }: { readonly ledger: CanaryLedger; readonly scratch: Scratch },
): PhiIntegrity {
  return phiIntegrity({
    database,
    map: plan.site.phiMap,
    key: randomBytes(32),
    clock,
    scratch,
    run: { ledger, orders: orderStore(plan.site).orders, canaryMail: canaryMailPattern(runId), erasedOrders: () => erasedOrders({ containers }) },
  });
}

/** The shop's front door, once it is known what is bought there. */
export function shopOf({ plan, runId, clock }: Run, { http, wordpress }: Stack, ledger: CanaryLedger): (productId: number) => Shop {
  const probes = probesOf(plan.site.probes);
  return (productId) =>
    shop({
      http,
      clock,
      ledger,
      productId,
      search: { term: 'canary', sku: 'CANARY-TABLET' },
      wordpress,
      ...probes,
      formFor: (number) => canaryCheckout(runId, number, probes.checkout.fields?.names),
    });
}
