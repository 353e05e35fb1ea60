import type Docker from 'dockerode';
import type { Containers, Execution } from '../model/ports/containers.ts';
import type { ServiceName, SiteService } from '../model/reading.ts';
import { containerOutput } from './container-output.ts';
import { containerSpec, offlineMounts, ownVolumes } from './container-spec.ts';
import type { SpecInput } from './container-spec.ts';
import type { Engine } from './engine.ts';
import { engineCall, gone } from './engine-call.ts';
import { execStream, execWhole } from './exec.ts';
import { runOneShot } from './one-shot.ts';
import { oneByOne } from './one-by-one.ts';
import { placeOf } from './place.ts';
import { isOnNetwork, joinNetwork, leaveNetwork } from './network.ts';
import type { VolumeRole } from './names.ts';
import type { Doors } from './doors.ts';

/** What the containers of one mirror are driven with. */
export interface ContainersInput {
  readonly engine: Engine;
  readonly spec: SpecInput;
  readonly doors: Doors;
  readonly signal: AbortSignal;
  /** Lets the teardown wait for what the engine is still making. */
  readonly track: <T>(work: Promise<T>) => Promise<T>;
}

/** The `Containers` port on a Docker engine. */
export function makeContainers(input: ContainersInput): Containers {
  return {
    exec: (service, argv, options) => execWhole(placeOf(input, service), argv, options),
    execStream: (service, argv, options) => execStream(placeOf(input, service), argv, options),
    running: async (service) => (await stateOf(input.engine, input.spec.names.container(service)))?.Running ?? false,
    exists: async (service) => {
      const { engine, spec } = input;
      if ((await stateOf(engine, spec.names.container(service))) === null) return false;
      const volumes = await Promise.all(ownVolumes[service].map((role) => volumeExists(engine, spec.names.volume(role))));
      return volumes.every(Boolean);
    },
    output: (service) => containerOutput(input.engine, input.spec.names.container(service)),
    offline: (service, argv, options) => offline(input, service, argv, options),
    ...lifecycle(input),
  };
}

async function offline(
  { engine, spec, signal, track }: ContainersInput,
  service: 'db',
  argv: readonly string[],
  { stdin, timeoutMs }: { readonly stdin: Buffer; readonly timeoutMs: number },
): Promise<Execution> {
  const done = await runOneShot({
    engine,
    name: `a command on the volumes of ${service}`,
    image: spec.images[service].id,
    labels: spec.names.labels('offline'),
    argv,
    volumes: offlineMounts(service, spec),
    capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'],
    stdin,
    timeoutMs,
    signal,
    track,
  });
  return { ...done, stderr: '' };
}

/**
 * What joins the mirror's network or leaves it does so one after another, also where steps run side by side: see
 * `removeObjects`. A look at a container that was ended is answered once it has left.
 */
function lifecycle(input: ContainersInput): Pick<Containers, 'remove' | 'provision' | 'start' | 'stop' | 'kill' | 'disconnect' | 'reconnect' | 'connected'> {
  const { engine, spec, doors, track } = input;
  const own = (service: SiteService) => ({ network: spec.names.network, container: spec.names.container(service), service });
  const handle = (service: SiteService): Docker.Container => engine.docker.getContainer(spec.names.container(service));
  const turn = oneByOne();
  const ended = async (what: string, service: SiteService, end: () => Promise<unknown>, codes = {}): Promise<void> =>
    await turn(async () => {
      await engineCall(what, end(), codes);
      await stateOf(engine, spec.names.container(service));
    });
  const begin = async (service: SiteService): Promise<void> => {
    await track(turn(() => engineCall(`starting ${service}`, handle(service).start())));
    await doors.open(service);
  };
  const remove = async (service: SiteService): Promise<readonly string[]> => {
    await doors.close(service);
    return await turn(() => removeOwn(input, service));
  };
  return {
    remove,
    provision: async (service) => {
      await remove(service);
      for (const role of ownVolumes[service]) await track(createVolume(engine, spec, role));
      await track(createContainer(engine, service, spec));
      await begin(service);
    },
    start: async (service) => {
      const state = await stateOf(engine, spec.names.container(service));
      if (state?.Running !== true) await begin(service);
    },
    stop: async (service) => {
      await ended(`stopping ${service}`, service, () => handle(service).stop({ t: 20 }).catch(unlessStatus(304)));
      await doors.close(service);
    },
    kill: async (service) => {
      const codes = { 409: 'UNREACHABLE', 404: 'UNREACHABLE' };
      await ended(`killing ${service}`, service, () => handle(service).kill({ signal: 'SIGKILL' }), codes);
      await doors.close(service);
    },
    disconnect: async (service) => {
      await turn(() => leaveNetwork(engine, own(service)));
      doors.cut(service);
    },
    reconnect: async (service) => {
      await track(turn(() => joinNetwork(engine, own(service))));
      await doors.rejoin(service);
    },
    connected: (service) => isOnNetwork(engine, own(service)),
  };
}

/** Removes container and volumes; returns the names of what was there. */
async function removeOwn({ engine, spec: { names } }: ContainersInput, service: SiteService): Promise<readonly string[]> {
  const removed: string[] = [];
  if (await gone(`removing ${service}`, engine.docker.getContainer(names.container(service)).remove({ force: true, v: true })))
    removed.push(names.container(service));
  for (const role of ownVolumes[service]) {
    if (await gone(`removing ${names.volume(role)}`, engine.docker.getVolume(names.volume(role)).remove())) removed.push(names.volume(role));
  }
  return removed;
}

export async function createVolume(engine: Engine, spec: SpecInput, role: VolumeRole): Promise<void> {
  const mib = role === 'database' ? (spec.databaseMib ?? null) : null;
  // The local driver mounts it when its container starts, and forgets it when none has it any more.
  const limit = mib === null ? {} : { Driver: 'local', DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: `size=${mib}m` } };
  await engineCall(`making the volume ${role}`, engine.docker.createVolume({ Name: spec.names.volume(role), Labels: spec.names.labels(role), ...limit }));
}

export async function createContainer(engine: Engine, service: ServiceName, spec: SpecInput, snapshot?: string): Promise<void> {
  await engineCall(`making ${service}`, engine.docker.createContainer(containerSpec(service, spec, snapshot)));
}

/** The engine's view of a container; null when there is none of that name. */
export async function stateOf(
  engine: Engine,
  container: string,
): Promise<{ readonly Running: boolean; readonly ExitCode: number; readonly OOMKilled: boolean } | null> {
  const facts = await engineCall('looking at a container', engine.docker.getContainer(container).inspect().catch(unlessStatus(404)));
  return facts?.State ?? null;
}

async function volumeExists(engine: Engine, name: string): Promise<boolean> {
  const facts = await engineCall('looking at a volume', engine.docker.getVolume(name).inspect().catch(unlessStatus(404)));
  return facts !== undefined;
}

function unlessStatus(status: number): (error: unknown) => undefined {
  return (error) => {
    if (typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === status) return undefined;
    throw error;
  };
}
