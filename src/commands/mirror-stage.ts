import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { chooseCommerce } from '../artifacts/commerce.ts';
import { ArtifactStore, cacheDir } from '../artifacts/store.ts';
import { dumpAge } from '../backups/dump-age.ts';
import type { Stage, StageParts } from '../engine/stage.ts';
import { DrillError } from '../model/errors.ts';
import type { RecordFact } from '../model/journal.ts';
import type { DrillPlan } from '../model/plan.ts';
import type { Clock, Mirror } from '../model/ports.ts';
import { canaryCheckout, canaryLedger, canaryMailPattern } from '../phi/canary.ts';
import { erasedOrders } from '../phi/erasures.ts';
import { phiIntegrity } from '../phi/fingerprint.ts';
import { countAttempts, proveIsolation } from '../stack/isolation.ts';
import { connectEngine } from '../stack/engine.ts';
import { checkHealth } from '../stack/health.ts';
import { ensureImages } from '../stack/images.ts';
import { placeVaultKey } from '../stack/site/build-site.ts';
import { debianWordPress } from '../stack/site/debian.ts';
import { readFacts } from '../stack/site/facts.ts';
import { shop } from '../stack/site/shop.ts';
import type { Snapshot } from '../stack/snapshot.ts';
import { raiseStack, type Stack, type StackEnd } from '../stack/stack.ts';
import { describeStack, type DescribedStack } from './describe-stack.ts';
import { climbLastRungs } from './last-rungs.ts';
import { pluginsOf } from './site-plugins.ts';
import { findOrBuildSnapshot } from './site-snapshot.ts';

export interface StageRequest {
  readonly plan: DrillPlan;
  readonly runId: string;
  readonly record: RecordFact;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The site's folder on this host. */
  readonly siteDir: string;
  /** Where Muster's own `images` and `drills` lie. */
  readonly home: string;
  readonly keep: boolean;
  readonly progress: (text: string) => void;
}

/** The mirror of one run on a Docker engine: wires stack, artifacts, PHI and backups together. */
export function mirrorStage(request: StageRequest): Stage {
  return new MirrorStage(request);
}

/** What the running site holds, counted there. */
async function countRecords(database: Mirror['database']): Promise<{ readonly orders: number; readonly customers: number }> {
  const [row] = await database.query(
    `SELECT (SELECT COUNT(*) FROM \`${database.prefix}wc_orders\` WHERE type = 'shop_order') AS orders,
     (SELECT COUNT(*) FROM \`${database.prefix}usermeta\` WHERE meta_key = ? AND meta_value LIKE '%"customer"%') AS customers`,
    [`${database.prefix}capabilities`],
  );
  return { orders: Number(row?.['orders'] ?? 0), customers: Number(row?.['customers'] ?? 0) };
}

interface Prepared extends DescribedStack {
  readonly snapshot: Snapshot;
  readonly fromSnapshot: boolean;
}

class MirrorStage implements Stage {
  readonly lost: Promise<void>;
  readonly #lose: () => void;
  readonly #request: StageRequest;
  readonly #ended: StackEnd[] = [];
  #prepared: Prepared | null = null;
  #stack: Stack | null = null;
  #isolated: Promise<void> = Promise.resolve();

  constructor(request: StageRequest) {
    this.#request = request;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.lost = promise;
    this.#lose = resolve;
  }

  async prepare(signal: AbortSignal): Promise<void> {
    const { plan, env, home, siteDir, progress, record } = this.#request;
    const engine = await connectEngine({ env, signal });
    const images = await ensureImages(engine, join(home, 'images'), progress, signal);
    const store = new ArtifactStore(cacheDir(env));
    const commerce = chooseCommerce(plan.commerce, await store.list(), debianWordPress);
    const plugins = await pluginsOf({ plan, siteDir, home, store, commerce, signal });
    const { snapshot, ended, built } = await findOrBuildSnapshot({
      engine,
      images,
      plan,
      plugins,
      commerce: commerce.slug,
      env,
      runId: this.#request.runId,
      progress,
      signal,
    });
    if (ended !== null) await this.#tellRemoved(ended);
    const facts = readFacts(snapshot.metadata.get('site.json'));
    this.#prepared = { engine, images, snapshot, facts, plugins, commerce: commerce.slug, fromSnapshot: !built };
    await record(describeStack(plan, this.#prepared));
  }

  async provision(signal: AbortSignal): Promise<void> {
    const { engine, images, snapshot, facts } = this.#need();
    const { plan, runId, keep, record, clock } = this.#request;
    const siteHost = new URL(plan.site.url).host;
    const stack = await raiseStack({ engine, images, runId, siteHost, prefix: plan.site.tablePrefix, snapshot, keep, signal });
    this.#stack = stack;
    void stack.lost.then(this.#lose);
    await placeVaultKey(stack.containers, Buffer.from(facts.vaultKeyFile));
    // Most of it is waiting for answers that must not come: `load` waits for it, before anything is broken.
    this.#isolated = this.#mustNotLeak(stack);
    this.#isolated.catch(() => undefined);
    for (const rung of await checkHealth(stack, clock)) {
      await record({ type: 'health-checked', ...rung });
      if (!rung.holds) throw new DrillError('MIRROR_UNHEALTHY', `${rung.service}: the rung "${rung.rung}" does not hold: ${rung.cause}.`);
    }
  }

  async load(signal: AbortSignal): Promise<StageParts> {
    const { facts, commerce, fromSnapshot } = this.#need();
    const { plan, runId, clock, record } = this.#request;
    const stack = this.#stack;
    if (stack === null) throw new DrillError('BUG', 'The mirror is loaded before it was raised.');
    const { containers, database, escrow, wordpress, http } = stack;
    const mirror: Mirror = {
      runId,
      site: plan.site,
      database,
      containers,
      escrow,
      wordpress,
      http,
      accounts: facts.accounts,
      commerceSlug: commerce,
      patientOrderId: facts.patientOrderId,
    };
    const ledger = canaryLedger();
    const front = shop({
      http,
      clock,
      ledger,
      productId: facts.productId,
      search: { term: 'canary', sku: 'CANARY-TABLET' },
      formFor: (number) => canaryCheckout(runId, number),
    });
    const phi = phiIntegrity({
      database,
      map: plan.site.phiMap,
      key: randomBytes(32),
      clock,
      ledger,
      canaryMail: canaryMailPattern(runId),
      erasedOrders: () => erasedOrders(mirror),
    });
    const began = clock.monotonicMs();
    await climbLastRungs({ mirror, front, record, clock });
    await this.#isolated;
    signal.throwIfAborted();
    const { orders, customers } = await countRecords(database);
    await record({ type: 'data-loaded', orders, customers, rows: facts.rows, tookMs: Math.round(clock.monotonicMs() - began), fromSnapshot });
    return { mirror, shop: front, phi, backups: dumpAge({ mirror, clock }), ledger };
  }

  /** @throws {DrillError} MIRROR_LEAKS naming what was reached. */
  async #mustNotLeak(stack: Stack): Promise<void> {
    const isolation = await proveIsolation(stack);
    await this.#request.record({ type: 'isolation-probed', ...isolation });
    if (isolation.succeeded === 0) return;
    throw new DrillError('MIRROR_LEAKS', `The mirror reached ${isolation.succeeded} places outside itself: ${isolation.failures.join('; ')}.`);
  }

  async countAttempts(): ReturnType<Stage['countAttempts']> {
    if (this.#stack === null) return { egressAttempted: 0, egressSucceeded: 0, mailCaptured: 0, httpRefused: 0, attempts: [] };
    return await countAttempts(this.#stack);
  }

  async proveIsolation(): Promise<void> {
    if (this.#stack !== null) await this.#request.record({ type: 'isolation-probed', ...(await proveIsolation(this.#stack)) });
  }

  /** Builds of the first state come and go before the drill's own mirror. */
  async #tellRemoved({ removed, destroyed, leftovers }: StackEnd): Promise<void> {
    const { record } = this.#request;
    for (const object of removed) await record({ type: 'object-removed', ...object });
    for (const data of destroyed) await record({ type: 'data-destroyed', ...data });
    if (leftovers.length > 0) this.#ended.push({ removed: [], destroyed: [], leftovers });
  }

  async lower(): ReturnType<Stage['lower']> {
    const stack = this.#stack;
    this.#stack = null;
    if (stack !== null && !this.#request.keep)
      this.#ended.push(await stack.stop().catch(() => ({ removed: [], leftovers: ['unknown: the engine does not answer'], destroyed: [] })));
    if (stack !== null && this.#request.keep) this.#ended.push({ removed: [], leftovers: ['kept on request: --keep-stack'], destroyed: [] });
    const ends = this.#ended.splice(0);
    return { removed: ends.flatMap((end) => end.removed), leftovers: ends.flatMap((end) => end.leftovers), destroyed: ends.flatMap((end) => end.destroyed) };
  }

  #need(): Prepared {
    if (this.#prepared === null) throw new DrillError('BUG', 'The mirror is raised before it was prepared.');
    return this.#prepared;
  }
}
