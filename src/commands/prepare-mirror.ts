import { join } from 'node:path';
import type { ArtifactStore } from '../artifacts/store.ts';
import type { Where } from '../fetcher/where.ts';
import { variantOf } from '../model/variant.ts';
import type { Engine } from '../stack/engine.ts';
import type { Images } from '../stack/images.ts';
import { ensureRestorer } from '../stack/restorer-image.ts';
import { readFacts, type SiteFacts } from '../stack/site/facts.ts';
import type { Snapshot } from '../stack/snapshot.ts';
import type { StackEnd } from '../stack/stack-end.ts';
import { newTableKey } from '../stack/table-encryption.ts';
import type { DescribedStack } from './describe-stack.ts';
import { GivenMirror } from './production/given-mirror.ts';
import { componentsOf } from './site-components.ts';
import { findOrBuildSnapshot } from './site-snapshot.ts';
import type { StageRequest } from './stage-request.ts';

/** What a mirror is raised from. */
export interface Prepared extends DescribedStack {
  /** What the mirror starts from; null: empty, to be filled from a backup. */
  readonly snapshot: Snapshot | null;
  readonly fromSnapshot: boolean;
  readonly facts: Omit<SiteFacts, 'patientOrderId'> & Partial<SiteFacts>;
}

/** The synthetic shop's first state out of the cache, or built; `ended` is what the build removed again. */
export async function prepareSynthetic(
  request: StageRequest,
  { engine, images, store }: { readonly engine: Engine; readonly images: Images; readonly store: ArtifactStore },
  signal: AbortSignal,
): Promise<{ readonly prepared: Prepared; readonly ended: StackEnd | null }> {
  const { plan, env, home, siteDir, runId, progress } = request;
  const components = await componentsOf({ ...plan, siteDir, home, store, signal });
  const { snapshot, ended, built } = await findOrBuildSnapshot({ engine, images, plan, components, env, runId, progress, signal });
  const facts = readFacts(snapshot.metadata.get('site.json'));
  return { prepared: { engine, images, snapshot, facts, components, fromSnapshot: !built }, ended };
}

/** The set is fetched before anything of the mirror exists; what the shop is made of is known when it is restored. */
export async function prepareGiven(
  request: StageRequest,
  { engine, images, where }: { readonly engine: Engine; readonly images: Images; readonly where: Where },
  signal: AbortSignal,
): Promise<{ readonly prepared: Prepared; readonly given: GivenMirror }> {
  const { home, progress, plan } = request;
  const toolbox = await ensureRestorer({ engine, imagesDir: join(home, 'images'), toolbox: images.toolbox, onProgress: progress, signal });
  const given = await GivenMirror.fetch({ ...request, where, engine, restorer: toolbox.id }, signal);
  const tableKey = variantOf(plan.site).encryptedTables ? newTableKey() : null;
  const facts = { accounts: {}, vaultKeyFile: '', tableKey, productId: 0, rows: 0, versions: {} };
  const components = { core: null, plugins: [], extras: [], commerce: '' };
  return { prepared: { engine, images: { ...images, toolbox }, snapshot: null, facts, components, fromSnapshot: false }, given };
}
