import { join } from 'node:path';
import { openAccessLog } from '../access-logs/index.ts';
import { ArtifactStore, cacheDir } from '../artifacts/store.ts';
import { siteBackups } from '../backups/site-backups.ts';
import { ScratchFile } from '../engine/scratch.ts';
import type { Stage, StageParts } from '../engine/stage.ts';
import { DrillError } from '../model/errors.ts';
import { learnAll } from './learn-secrets.ts';
import { databaseDiskMib } from '../model/disk-limit.ts';
import type { PhiIntegrity } from '../model/phi-integrity.ts';
import { canaryLedger } from '../phi/canary.ts';
import { variantOf } from '../model/variant.ts';
import { countAttempts, proveIsolation } from '../stack/isolation.ts';
import { starved } from '../stack/starved.ts';
import { connectEngine, type Engine } from '../stack/engine.ts';
import { removeRun } from '../stack/removal.ts';
import { checkHealth } from '../stack/health.ts';
import { troubleOf } from '../stack/trouble.ts';
import { ensureImages } from '../stack/images.ts';
import { placeVaultKey } from '../stack/site/place-files.ts';
import { raiseStack, type Stack } from '../stack/stack.ts';
import { endOf, joined, type StackEnd } from '../stack/stack-end.ts';
import { plural } from '../model/words.ts';
import { countValues } from '../phi/protected-values.ts';
import type { GivenMirror } from './production/given-mirror.ts';
import { backupSiteOf } from './backup-site.ts';
import { describeStack } from './describe-stack.ts';
import { climbLastRungs } from './last-rungs.ts';
import { componentsOf } from './site-components.ts';
import { countRecords, integrityOf, layersFor, mirrorOf, shopOf } from './mirror-parts.ts';
import { prepareGiven, prepareSynthetic, type Prepared } from './prepare-mirror.ts';
import { toolsFor } from './site-tools.ts';
import type { SearchingStage, StageRequest } from './stage-request.ts';

/** The mirror of one run on a Docker engine: wires stack, artifacts, PHI and backups together. */
export function mirrorStage(request: StageRequest): SearchingStage {
  return new MirrorStage(request);
}

class MirrorStage implements SearchingStage {
  readonly #loss = Promise.withResolvers<void>();
  readonly lost = this.#loss.promise;
  readonly #request: StageRequest;
  readonly #ended: StackEnd[] = [];
  readonly #ledger = canaryLedger();
  readonly #scratch = new ScratchFile();
  readonly #store: ArtifactStore;
  #engine: Engine | null = null;
  #prepared: Prepared | null = null;
  #tool: Awaited<ReturnType<typeof toolsFor>> = () => Promise.reject(new DrillError('BUG', 'A tool is asked for before the mirror was prepared.'));
  #given: GivenMirror | null = null;
  #phi: PhiIntegrity | null = null;
  #stack: Stack | null = null;
  #isolated: Promise<void> = Promise.resolve();

  constructor(request: StageRequest) {
    this.#request = request;
    this.#store = new ArtifactStore(cacheDir(request.env));
  }

  async prepare(signal: AbortSignal): Promise<void> {
    const { plan, env, home, siteDir, progress, record } = this.#request;
    const engine = (this.#engine = await connectEngine({ env, signal }));
    const images = await ensureImages(engine, { dir: join(home, 'images'), layers: layersFor(plan) }, progress, signal);
    const where = this.#request.backup ?? null;
    this.#tool = await toolsFor(plan, { store: this.#store, siteDir, signal });
    if (where !== null) {
      ({ given: this.#given, prepared: this.#prepared } = await prepareGiven(this.#request, { engine, images, where }, signal));
      return;
    }
    const { prepared, ended } = await prepareSynthetic(this.#request, { engine, images, store: this.#store }, signal);
    if (ended !== null) await this.#tellRemoved(ended);
    this.#prepared = prepared;
    await record(describeStack(plan, prepared));
  }

  async provision(signal: AbortSignal): Promise<void> {
    const { engine, images, snapshot, facts } = this.#need();
    const { plan, runId, keep, record, clock } = this.#request;
    const siteHost = new URL(plan.site.url).host;
    const stack = await raiseStack({
      engine,
      images,
      runId,
      siteHost,
      prefix: plan.site.tablePrefix,
      variant: variantOf(plan.site),
      tableKey: facts.tableKey,
      snapshot,
      databaseMib: databaseDiskMib(plan),
      keep,
      signal,
    });
    this.#stack = stack;
    learnAll(this.#request.secrets, stack.secrets, facts);
    void stack.lost.then(this.#loss.resolve);
    // Most of it is waiting for answers that must not come: `load` waits for it, before anything is broken.
    this.#isolated = this.#mustNotLeak(stack);
    this.#isolated.catch(() => undefined);
    this.#phi = integrityOf(this.#request, stack, { ledger: this.#ledger, scratch: this.#scratch });
    if (this.#given === null) await placeVaultKey(stack.containers, Buffer.from(facts.vaultKeyFile));
    else await this.#fill(this.#given, stack, this.#phi);
    for (const rung of await checkHealth(stack, clock)) {
      await record({ type: 'health-checked', ...rung });
      if (!rung.holds) throw new DrillError('MIRROR_UNHEALTHY', `${rung.service}: the rung "${rung.rung}" does not hold: ${rung.cause}.`);
    }
  }

  async #fill(given: GivenMirror, stack: Stack, phi: PhiIntegrity): Promise<void> {
    const { plan, siteDir, home, record } = this.#request;
    // Nothing of a patient is let into a mirror that may have a way out.
    await this.#isolated;
    const filled = await given.fill(
      stack,
      phi,
      async (found) => await componentsOf({ ...plan, siteDir, home, store: this.#store, signal: stack.signal, ...found }),
    );
    const { tableKey } = this.#need().facts;
    this.#prepared = { ...this.#need(), ...filled, facts: { ...filled.facts, tableKey } };
    await record(describeStack(plan, this.#prepared));
  }

  async load(signal: AbortSignal): Promise<StageParts> {
    const { facts, components, fromSnapshot } = this.#need();
    const { plan, clock, record } = this.#request;
    const [stack, phi, given, ledger] = [this.#stack, this.#phi, this.#given, this.#ledger];
    if (stack === null || phi === null) throw new DrillError('BUG', 'The mirror is loaded before it was raised.');
    const { containers, database } = stack;
    const shopFor = shopOf(this.#request, stack, ledger);
    const began = clock.monotonicMs();
    const own = given === null ? null : await given.settle(stack, shopFor);
    const front = own?.front ?? shopFor(facts.productId);
    const mirror = mirrorOf(this.#request, stack, {
      tool: this.#tool,
      accounts: own?.accounts ?? facts.accounts,
      components,
      patientOrderId: own?.patientOrderId ?? facts.patientOrderId ?? 0,
    });
    await climbLastRungs({ mirror, front, record, clock });
    await this.#isolated;
    signal.throwIfAborted();
    await record({ type: 'data-loaded', ...(await countRecords(mirror)), rows: facts.rows, tookMs: Math.round(clock.monotonicMs() - began), fromSnapshot });
    const accessLog = openAccessLog({ plan: plan.site.accessLog, database, containers, signal });
    if (given === null || own === null)
      return { mirror, shop: front, phi, backups: siteBackups({ mirror, clock, judge: { site: backupSiteOf(plan.site), signal } }), ledger, accessLog };
    return { mirror, shop: front, phi: given.integrity(phi, mirror), backups: own.backups, ledger, accessLog };
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
    for (const { service, ended } of await starved(this.#stack))
      await this.#request.record({
        type: 'warned',
        text: `The memory of ${service} was used up: the kernel ended ${plural(ended, 'process', 'processes')} of it.`,
      });
    const { mailDelivered: _mail, schedulersSilenced: _silenced, ...counted } = await countAttempts(this.#stack);
    return counted;
  }

  async searchValues(text: Buffer, common: Buffer): ReturnType<SearchingStage['searchValues']> {
    const [given, stack] = [this.#given, this.#stack];
    if (given === null) return null;
    return await given.values.search(async () => {
      if (stack === null) throw new DrillError('BUG', 'The restored values are searched for after the mirror was lowered.');
      return await countValues(stack, text, common);
    });
  }

  async trouble(): ReturnType<Stage['trouble']> {
    return this.#stack === null ? null : await troubleOf(this.#stack.containers);
  }

  async proveIsolation(): Promise<void> {
    if (this.#stack !== null) await this.#request.record({ type: 'isolation-probed', ...(await proveIsolation(this.#stack)) });
  }

  /** Builds of the first state come and go before the drill's own mirror. */
  async #tellRemoved({ removed, destroyed, leftovers }: StackEnd): Promise<void> {
    for (const object of removed) await this.#request.record({ type: 'object-removed', ...object });
    for (const data of destroyed) await this.#request.record({ type: 'data-destroyed', ...data });
    if (leftovers.length > 0) this.#ended.push({ removed: [], destroyed: [], leftovers });
  }

  async lower(): ReturnType<Stage['lower']> {
    const stack = this.#stack;
    this.#stack = null;
    await this.#scratch.stop();
    const kept = { removed: [], leftovers: ['kept on request: --keep-stack'], destroyed: [] };
    if (stack !== null) this.#ended.push(this.#request.keep ? kept : await stack.stop());
    // One that was never up may have left something all the same.
    else if (this.#engine !== null && this.#given === null) this.#ended.push(endOf(await removeRun(this.#engine, this.#request.runId, 6_000)));
    if (this.#given !== null) this.#ended.push(...(await this.#given.end()));
    return joined(this.#ended.splice(0));
  }

  #need(): Prepared {
    if (this.#prepared === null) throw new DrillError('BUG', 'The mirror is raised before it was prepared.');
    return this.#prepared;
  }
}
