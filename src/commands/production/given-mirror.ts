import { givenSets } from '../../backups/given-sets.ts';
import { backupKeysOf, takeKeys } from '../../fetcher/escrow.ts';
import type { Where } from '../../fetcher/where.ts';
import type { BackupSource } from '../../model/backup-source.ts';
import { DrillError } from '../../model/errors.ts';
import type { PhiIntegrity } from '../../model/phi-integrity.ts';
import type { Backups } from '../../model/ports/backups.ts';
import type { Mirror } from '../../model/ports/mirror.ts';
import type { Shop } from '../../model/ports/shop.ts';
import { besideOwnPeople } from '../../phi/own-people.ts';
import type { Engine } from '../../stack/engine.ts';
import { openFetcher, type FetcherBox } from '../../stack/fetcher-box.ts';
import type { SiteFacts } from '../../stack/site/facts.ts';
import { markOwnRows } from '../../stack/site/own-rows.ts';
import { removeRun } from '../../stack/removal.ts';
import { teardownMs } from '../../stack/stack-ending.ts';
import type { Stack } from '../../stack/stack.ts';
import { endOf, type StackEnd } from '../../stack/stack-end.ts';
import type { StageRequest } from '../stage-request.ts';
import type { SiteComponents } from '../site-components.ts';
import { adaptationText } from './adaptation-text.ts';
import { fillFromBackup, withdrawKeys, type Restored } from './fill-from-backup.ts';
import { fetchBackup, recheckBackup, type FetchedBackup } from './given-backup.ts';
import { needsBoxTool, openSource } from './open-source.ts';
import { canaryProduct, makeOwnAccounts, ownRoles, placeOwnOrder, type OwnRoles } from './own-parts.ts';
import { placeSite } from './place-site.ts';
import { differencesFrom } from './restored-facts.ts';
import type { FoundComponents } from './restored-site.ts';
import { RestoredValues } from './restored-values.ts';
import { rcloneConfig } from './rclone-config.ts';

export interface GivenRequest extends StageRequest {
  readonly where: Where;
  readonly engine: Engine;
  /** Id of the image that the fetcher and the toolbox are made from. */
  readonly restorer: string;
}

export interface FilledMirror {
  readonly facts: Omit<SiteFacts, 'patientOrderId' | 'tableKey'>;
  readonly components: SiteComponents;
  readonly notProven: readonly string[];
  readonly restored: Restored;
  readonly roles: OwnRoles;
}

/** The part of a mirror's life that is made from a production backup; each method is called once, in this order. */
export class GivenMirror {
  /** What of the backup can be searched for in the run's own texts. */
  readonly values = new RestoredValues();
  readonly #request: GivenRequest;
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #box: FetcherBox;
  readonly #source: BackupSource;
  readonly #fetched: FetchedBackup;
  readonly #signal: AbortSignal;
  #filled: FilledMirror | null = null;

  private constructor(
    request: GivenRequest,
    parts: {
      readonly keys: ReadonlyMap<string, Buffer>;
      readonly box: FetcherBox;
      readonly source: BackupSource;
      readonly fetched: FetchedBackup;
      readonly signal: AbortSignal;
    },
  ) {
    this.#request = request;
    this.#keys = parts.keys;
    this.#box = parts.box;
    this.#source = parts.source;
    this.#fetched = parts.fetched;
    this.#signal = parts.signal;
  }

  /** Keys out of escrow, the set recognised and fetched into the run's own volume: before the mirror exists. */
  static async fetch(request: GivenRequest, signal: AbortSignal): Promise<GivenMirror> {
    const { plan, siteDir, env, where, engine, restorer, runId, keep, clock, record, unpackedLimit } = request;
    const keys = await takeKeys({ places: plan.site.escrow.places ?? {}, siteDir, env, ask: null, signal });
    const opening = backupKeysOf(keys);
    const online = await needsBoxTool({ where, env, signal });
    const files = online && where.kind === 'rclone' && !where.remote.startsWith(':') ? await rcloneConfig(env) : [];
    const box = await openFetcher({ engine, image: restorer, runId, keep, online, files, signal });
    try {
      const opened = await openSource({ where, env, resticPassword: opening.resticPassword, box, signal });
      const source = unpackedLimit === undefined ? opened : { ...opened, unpackedLimit };
      const fetched = await fetchBackup({ where, source, keys: opening, plan, box, clock, record, signal });
      if (where.kind !== 'folder') await record({ type: 'backup-rechecked', ...(await recheckBackup({ where, source, signal }, fetched)) });
      await box.goOffline();
      return new GivenMirror(request, { keys, box, source, fetched, signal });
    } catch (error) {
      await Promise.resolve(box[Symbol.asyncDispose]()).catch(() => undefined);
      const { removed, destroyed } = await removeAll(request, signal);
      for (const object of removed) await record({ type: 'object-removed', ...object });
      for (const data of destroyed) await record({ type: 'data-destroyed', ...data });
      throw error;
    }
  }

  /** Fills a mirror that was raised empty. */
  async fill(stack: Stack, phi: PhiIntegrity, componentsFor: (found: FoundComponents) => Promise<SiteComponents>): Promise<FilledMirror> {
    await this.#box[Symbol.asyncDispose]();
    const { plan, clock, record, progress, baseline = null } = this.#request;
    const newest = this.#fetched.sets.at(-1);
    if (newest === undefined) throw new DrillError('BUG', 'No set was fetched.');
    const restored = await fillFromBackup({ plan, stack, newest, keys: this.#keys, phi, values: this.values, baseline, clock, record, progress });
    const { components, versions, notProven } = await placeSite({ plan, stack, keys: this.#keys, files: restored.files, componentsFor });
    if (baseline !== null) {
      const differences = await differencesFrom(baseline.baseline, { site: plan.site, stack, components, versions });
      await record({ type: 'stack-compared', differences });
    }
    await withdrawKeys(stack);
    const facts = { accounts: {}, vaultKeyFile: '', productId: 0, rows: restored.rows, versions };
    const own = ownRoles(await stack.wordpress.run('roles'));
    return (this.#filled = { facts, components, restored, roles: own.roles, notProven: [...this.#fetched.notProven, ...notProven, ...own.notProven] });
  }

  /** Accounts, product and order of the drill's own in the running shop, kept so that every restore gives them back. */
  async settle(
    stack: Stack,
    shopFor: (productId: number) => Shop,
  ): Promise<Pick<Mirror, 'accounts' | 'patientOrderId'> & { readonly front: Shop; readonly backups: Backups }> {
    const { plan, record } = this.#request;
    const own = await markOwnRows(stack.database, stack.containers);
    const accounts = await makeOwnAccounts(stack, this.#need().roles);
    const front = shopFor(await canaryProduct(stack));
    const patientOrderId = await placeOwnOrder(stack, plan, front, accounts['customer']);
    await own.save();
    const newestRecordAt = this.#need().restored.newestRecordAt;
    const given = this.#fetched.sets.map(({ set, ...one }, index, all) => ({
      ...one,
      set: index === all.length - 1 ? { ...set, newestRecordAt } : set,
    }));
    const adapted = async (changes: Parameters<typeof adaptationText>[0]): Promise<void> => {
      for (const text of adaptationText(changes)) await record({ type: 'warned', text });
    };
    const backups = givenSets({ mirror: stack, given, adapted, reinstate: () => own.putBack() });
    return { accounts, patientOrderId, front, backups };
  }

  /** Integrity against what was restored before the shop first ran, without the drill's own people. */
  integrity(phi: PhiIntegrity, { database, accounts }: Pick<Mirror, 'database' | 'accounts'>): PhiIntegrity {
    const users = Object.values(accounts).map(({ id }) => id);
    return besideOwnPeople(phi, { database, map: this.#request.plan.site.phiMap, users, reference: this.#need().restored.reference });
  }

  /** Looks at the input once more, and removes what a mirror that was never raised left. Never throws. */
  async end(): Promise<readonly StackEnd[]> {
    await this.#recheck();
    return this.#filled !== null || this.#request.keep ? [] : [await removeAll(this.#request, this.#signal)];
  }

  async #recheck(): Promise<void> {
    const { where, record } = this.#request;
    // Whoever interrupts a run does not wait for a large set to be read again.
    if (where.kind !== 'folder' || this.#signal.aborted) return;
    const checked = await recheckBackup({ where, source: this.#source, signal: AbortSignal.timeout(3_600_000) }, this.#fetched).catch(() => null);
    if (checked === null) await record({ type: 'warned', text: 'The given backup could not be looked at again at the end.' });
    else await record({ type: 'backup-rechecked', ...checked });
  }

  #need(): FilledMirror {
    if (this.#filled === null) throw new DrillError('BUG', 'The mirror is used before it was filled.');
    return this.#filled;
  }
}

/** Whatever of the run is there before a mirror is. Never throws. */
async function removeAll({ engine, runId }: GivenRequest, signal: AbortSignal): Promise<StackEnd> {
  return endOf(await removeRun(engine, runId, teardownMs(signal)), 'removed from the engine');
}
