import { randomUUID } from 'node:crypto';
import type { Containers } from '../model/ports/containers.ts';
import type { Database } from '../model/ports/database.ts';
import type { Http } from '../model/ports/http.ts';
import type { Escrow, WordPress } from '../model/ports/mirror.ts';
import { DrillError } from '../model/errors.ts';
import { makeContainers } from './containers.ts';
import { siteServices } from './container-spec.ts';
import type { SpecInput } from './container-spec.ts';
import { openDatabase } from './database.ts';
import { makeDoors } from './doors.ts';
import type { Doors } from './doors.ts';
import type { Engine } from './engine.ts';
import { makeEscrow } from './escrow.ts';
import { makeHttp } from './http.ts';
import type { Images } from './images.ts';
import type { Lease } from './lease.ts';
import { namesOf } from './names.ts';
import { addressOf } from './network.ts';
import { placeOf } from './place.ts';
import { within } from './race.ts';
import { makeRelayKey, openRelay } from './relay.ts';
import type { Dial, Relay } from './relay.ts';
import { removeRun } from './removal.ts';
import { ends, hurriedMs, teardownMs } from './stack-ending.ts';
import { accountFile, databaseName, deliver, makeSecrets } from './secrets.ts';
import type { RunSecrets } from './secrets.ts';
import type { Snapshot } from './snapshot.ts';
import { endOf, type StackEnd } from './stack-end.ts';
import { makeObjects } from './stack-objects.ts';
import { makeTls } from './tls.ts';
import type { RunTls } from './tls.ts';
import { plainVariant } from '../model/variant.ts';
import type { Variant } from '../model/variant.ts';
import { makeWordPress } from './wordpress.ts';

export interface StackOptions {
  readonly engine: Engine;
  readonly images: Images;
  /** Lower-case letters, digits and dashes; part of every object's name. */
  readonly runId: string;
  readonly siteHost: string;
  /** Table prefix of the site, e.g. `wp_`. */
  readonly prefix: string;
  /** What the stack file wants differently; the plain mirror when left out. */
  readonly variant?: Variant;
  /** Key of the encrypted tablespaces, which belongs to the snapshot; null where they are not encrypted. */
  readonly tableKey?: string | null;
  /** Database and web root start as this cached state instead of empty. */
  readonly snapshot?: Snapshot | null;
  /** Size of the database's volume, MiB; null: as large as the engine has room. */
  readonly databaseMib?: number | null;
  /** `muster sweep` leaves the run alone unless --all is given. */
  readonly keep?: boolean;
  readonly signal: AbortSignal;
}

/** A running mirror's machinery: its containers, one network, its volumes, and the ways in. */
export interface Stack extends AsyncDisposable {
  readonly runId: string;
  readonly engine: Engine;
  readonly spec: SpecInput;
  readonly signal: AbortSignal;
  readonly siteHost: string;
  /** The run's certificate authority, PEM. */
  readonly authority: string;
  readonly toolboxAddress: string;
  readonly dial: Dial;
  readonly containers: Containers;
  readonly database: Database;
  readonly http: Http;
  readonly wordpress: WordPress;
  readonly escrow: Escrow;
  /** The run's own passwords, by what they open. */
  readonly secrets: RunSecrets;
  /** Resolves when the lease ended without `stop`: toolbox or the engine is gone. */
  readonly lost: Promise<void>;
  /**
   * Removes every object of the run on its own deadline (30,000 ms, once interrupted 6,000 ms; a busy engine may
   * take longer), also after the run's signal was aborted. Idempotent; never throws.
   */
  stop(): Promise<StackEnd>;
}

/** A run id that can be part of object names: 12 hexadecimal digits. */
export function newRunId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 12);
}

/**
 * Raises a mirror: network, volumes, toolbox (whose first process is the run's lease), database and web server,
 * both accepting connections. What was made is removed again when it fails or is interrupted on the way.
 * @throws {DrillError} MIRROR_UNHEALTHY, UNREACHABLE, ENGINE_LOST, ABORTED.
 */
export async function raiseStack(options: StackOptions): Promise<Stack> {
  const site = await begin(options);
  try {
    return await complete(options, site);
  } catch (error) {
    await site.teardown();
    throw error;
  }
}

interface Begun {
  readonly relay: Relay;
  readonly spec: SpecInput;
  readonly secrets: RunSecrets;
  readonly track: <T>(work: Promise<T>) => Promise<T>;
  readonly onTeardown: (() => void)[];
  readonly hold: (lease: Lease) => void;
  readonly teardown: () => Promise<StackEnd>;
}

async function begin(options: StackOptions): Promise<Begun> {
  const { engine, runId, signal } = options;
  if (!/^[a-z0-9][a-z0-9-]{2,40}$/u.test(runId)) throw new DrillError('BUG', `"${runId}" cannot be a run id`);
  const key = await makeRelayKey();
  const spec = {
    names: namesOf(runId, options.keep ?? false),
    images: options.images,
    siteHost: options.siteHost,
    variant: options.variant ?? plainVariant,
    relayKey: key.publicKey,
    cpus: engine.facts.cpus,
    databaseMib: options.databaseMib ?? null,
  };
  const relay = openRelay(placeOf({ engine, spec, signal }, 'toolbox'), key);
  const pending = new Set<Promise<unknown>>();
  const onTeardown: (() => void)[] = [() => relay.stop()];
  let lease: Lease | null = null;
  return {
    relay,
    spec,
    onTeardown,
    hold: (taken) => (lease = taken),
    secrets: makeSecrets(options.tableKey ?? null),
    track: (work) => {
      pending.add(work);
      return work.finally(() => pending.delete(work));
    },
    teardown: async () => {
      for (const close of onTeardown) close();
      await within('what is still being made', Promise.allSettled(pending), { timeoutMs: hurriedMs }).catch(() => undefined);
      const end = await removeRun(engine, runId, teardownMs(signal));
      // Only now: a toolbox that ends on its own leaves the network while the others are taken off it.
      lease?.stop();
      return endOf(end);
    },
  };
}

async function complete(options: StackOptions, begun: Begun): Promise<Stack> {
  const { engine, signal, siteHost } = options;
  const { spec, relay, secrets, track } = begun;
  const lease = await track(makeObjects(engine, spec, options.snapshot ?? null));
  begun.hold(lease);
  stopIfAborted(signal);
  const { tls, doors, toolboxAddress } = await introduce(options, begun);
  await Promise.all(siteServices(spec).map((service) => doors.open(service)));
  const containers = makeContainers({ engine, spec, doors, signal, track });
  const database = openDatabase({
    dial: relay.dial,
    password: secrets.musterPassword,
    name: databaseName,
    prefix: options.prefix,
    running: () => containers.running('db'),
    signal,
  });
  begun.onTeardown.push(() => database.stop());
  return {
    runId: options.runId,
    engine,
    spec,
    signal,
    siteHost,
    authority: tls.authority,
    toolboxAddress,
    dial: relay.dial,
    containers,
    database,
    http: makeHttp({ dial: relay.dial, authority: tls.authority, siteHost, signal }),
    wordpress: makeWordPress(containers),
    escrow: makeEscrow({ engine, spec, signal, track }),
    secrets,
    ...ends(begun.teardown, lease),
  };
}

/** Gives toolbox its account and a certificate's making; returns how the site's services are opened and closed. */
async function introduce(options: StackOptions, begun: Begun): Promise<{ readonly doors: Doors; readonly tls: RunTls; readonly toolboxAddress: string }> {
  const { engine, signal } = options;
  const { spec, secrets, relay } = begun;
  const toolbox = placeOf({ engine, spec, signal }, 'toolbox');
  const tls = await makeTls(toolbox, options.siteHost);
  const [toolboxAddress] = await Promise.all([addressOf(engine, toolbox.container, 'toolbox'), deliver(toolbox, [accountFile(secrets)])]);
  return { tls, toolboxAddress, doors: makeDoors({ engine, spec, relay, secrets, tls, toolboxAddress, signal }) };
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new DrillError('ABORTED', 'raising the mirror: interrupted', { cause: signal.reason });
}
