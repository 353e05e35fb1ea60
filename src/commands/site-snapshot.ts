import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { cacheDir } from '../artifacts/store.ts';
import type { DrillPlan } from '../model/plan/drill.ts';
import { vaultKeyFile, vaultKeyId, type VaultKey } from '../model/vault-key.ts';
import { probesOf } from '../model/probes.ts';
import { variantOf } from '../model/variant.ts';
import type { Engine } from '../stack/engine.ts';
import type { Images } from '../stack/images.ts';
import { buildSite } from '../stack/site/build-site.ts';
import { factsFile, writeFacts, type SiteFacts } from '../stack/site/facts.ts';
import { snapshotKey } from '../stack/site/snapshot-key.ts';
import { findSnapshot, saveSnapshot, withSnapshotLock, type Snapshot } from '../stack/snapshot.ts';
import { newTableKey } from '../stack/table-encryption.ts';
import { raiseStack, type Stack } from '../stack/stack.ts';
import type { StackEnd } from '../stack/stack-end.ts';
import { listed, type SiteComponents } from './site-components.ts';

export interface SnapshotRequest {
  readonly engine: Engine;
  readonly images: Images;
  readonly plan: DrillPlan;
  readonly components: SiteComponents;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runId: string;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}
export interface FoundSnapshot {
  readonly snapshot: Snapshot;
  /** What building it removed again; null when it was cached. */
  readonly ended: StackEnd | null;
  readonly built: boolean;
}

/** The mirror's state before anything happens: from the cache, or built once and kept there under its content's key. */
export async function findOrBuildSnapshot(request: SnapshotRequest): Promise<FoundSnapshot> {
  const { engine, images, plan, components, env, signal } = request;
  const key = snapshotKey({
    site: plan.site,
    components: listed(components).map(({ kind, slug, digest }) => [kind, slug, digest]),
    images: Object.fromEntries(Object.entries(images).map(([service, { id }]) => [service, id])),
    data: plan.data,
    builtBy: [...['stack/site', 'phi', 'model/vault-key.ts'].map((path) => join(import.meta.dirname, '..', path)), import.meta.filename],
  });
  const cached = await findSnapshot(engine, key, signal);
  if (cached !== null) return { snapshot: cached, ended: null, built: false };
  return await withSnapshotLock({ cacheDir: cacheDir(env), key, signal }, async () => {
    const meanwhile = await findSnapshot(engine, key, signal);
    if (meanwhile !== null) return { snapshot: meanwhile, ended: null, built: false };
    return await build(request, key);
  });
}

async function build(request: SnapshotRequest, key: string): Promise<FoundSnapshot> {
  const { engine, images, plan, progress, runId, signal } = request;
  progress(`building the mirror's first state (${plan.data.orders} orders, ${request.components.commerce})`);
  const siteHost = new URL(plan.site.url).host;
  const variant = variantOf(plan.site);
  const tableKey = variant.encryptedTables ? newTableKey() : null;
  await using stack = await raiseStack({ engine, images, runId, siteHost, prefix: plan.site.tablePrefix, variant, tableKey, snapshot: null, signal });
  const facts = { ...(await fill(request, stack)), tableKey };
  const snapshot = await saveSnapshot(stack, key, new Map([[factsFile, writeFacts(facts)]]));
  return { snapshot, ended: await stack.stop(), built: true };
}

async function fill({ plan, components, progress, signal }: SnapshotRequest, stack: Stack): Promise<Omit<SiteFacts, 'tableKey'>> {
  const key = newKey();
  const keyFile = vaultKeyFile(key);
  const { containers, wordpress, database } = stack;
  const built = await buildSite({ containers, wordpress, site: plan.site, ...components, vaultKeyFile: keyFile, signal });
  const { by, gateway } = probesOf(plan.site.probes).checkout;
  await wordpress.run('checkout-settings', { classic: by === 'classic', gateway });
  // Only a first build needs the generator of names, which is large.
  const { loadSynthetic } = await import('../phi/load.ts');
  const loaded = await loadSynthetic({
    database,
    containers,
    ...plan.data,
    storage: plan.site.orderStorage,
    key,
    productId: built.productId,
    owner: built.accounts['customer']?.id ?? 0,
    progress,
    signal,
  });
  return { ...built, vaultKeyFile: keyFile.toString('utf8'), patientOrderId: loaded.firstOrderId, rows: loaded.rows };
}

function newKey(): VaultKey {
  const key = randomBytes(32);
  return { id: vaultKeyId(key), key };
}
