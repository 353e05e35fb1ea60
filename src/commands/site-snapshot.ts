import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { cacheDir } from '../artifacts/store.ts';
import type { DrillPlan } from '../model/plan.ts';
import { vaultKeyFile, vaultKeyId, type VaultKey } from '../phi/vault-format.ts';
import type { Engine } from '../stack/engine.ts';
import type { Images } from '../stack/images.ts';
import { buildSite } from '../stack/site/build-site.ts';
import { factsFile, writeFacts, type SiteFacts } from '../stack/site/facts.ts';
import { snapshotKey } from '../stack/site/snapshot-key.ts';
import { findSnapshot, saveSnapshot, withSnapshotLock, type Snapshot } from '../stack/snapshot.ts';
import { raiseStack, type Stack, type StackEnd } from '../stack/stack.ts';
import type { SitePlugin } from './site-plugins.ts';

export interface SnapshotRequest {
  readonly engine: Engine;
  readonly images: Images;
  readonly plan: DrillPlan;
  readonly plugins: readonly SitePlugin[];
  readonly commerce: string;
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
  const { engine, images, plan, plugins, env, signal } = request;
  const key = snapshotKey({
    site: plan.site,
    plugins: Object.fromEntries(plugins.map(({ slug, digest }) => [slug, digest])),
    images: Object.fromEntries(Object.entries(images).map(([service, { id }]) => [service, id])),
    data: plan.data,
    builtBy: [join(import.meta.dirname, '../stack/site'), join(import.meta.dirname, '../phi'), import.meta.filename],
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
  progress(`building the mirror's first state (${plan.data.orders} orders, ${request.commerce})`);
  const siteHost = new URL(plan.site.url).host;
  await using stack = await raiseStack({ engine, images, runId, siteHost, prefix: plan.site.tablePrefix, snapshot: null, signal });
  const facts = await fill(request, stack);
  const snapshot = await saveSnapshot(stack, key, new Map([[factsFile, writeFacts(facts)]]));
  return { snapshot, ended: await stack.stop(), built: true };
}

async function fill({ plan, plugins, commerce, signal }: SnapshotRequest, stack: Stack): Promise<SiteFacts> {
  const key = newKey();
  const keyFile = vaultKeyFile(key);
  const { containers, wordpress, database } = stack;
  const built = await buildSite({ containers, wordpress, site: plan.site, plugins, commerce, vaultKeyFile: keyFile, signal });
  // Only a first build needs the generator of names, which is large.
  const { loadSynthetic } = await import('../phi/load.ts');
  const loaded = await loadSynthetic({ sql: database, prefix: plan.site.tablePrefix, ...plan.data, key, productId: built.productId, signal });
  const patient = built.accounts['customer']?.id ?? 0;
  await database.execute(`UPDATE \`${database.prefix}wc_orders\` SET customer_id = ? WHERE id = ?`, [patient, loaded.firstOrderId]);
  return { ...built, vaultKeyFile: keyFile.toString('utf8'), patientOrderId: loaded.firstOrderId, rows: loaded.rows };
}

function newKey(): VaultKey {
  const key = randomBytes(32);
  return { id: vaultKeyId(key), key };
}
