import { createContainer, createVolume } from './containers.ts';
import { siteServices } from './container-spec.ts';
import type { SpecInput } from './container-spec.ts';
import type { ServiceName } from '../model/reading.ts';
import type { Engine } from './engine.ts';
import { engineCall } from './engine-call.ts';
import { takeLease } from './lease.ts';
import type { Lease } from './lease.ts';
import { volumeRoles } from './names.ts';
import { createNetwork } from './network.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Makes network, volumes and containers of a run and starts them all, toolbox holding the lease. Whatever fails,
 * nothing is still being made when it returns or throws: a teardown that follows sees every object.
 */
export async function makeObjects(engine: Engine, spec: SpecInput, snapshot: Snapshot | null): Promise<Lease> {
  await settled([createNetwork(engine, spec.names), ...volumeRoles.map((role) => createVolume(engine, spec, role))]);
  const toolbox = createContainer(engine, 'toolbox', spec).then(async () => {
    const lease = await takeLease(engine, spec.names.container('toolbox'));
    await start(engine, spec, 'toolbox');
    return lease;
  });
  const seeds = { db: snapshot?.databaseVolume, web: snapshot?.webrootVolume, cache: undefined };
  const others = siteServices(spec).map(async (service) => {
    await createContainer(engine, service, spec, seeds[service]);
    await start(engine, spec, service);
  });
  try {
    await settled([toolbox, ...others]);
  } catch (error) {
    toolbox.then(
      (lease) => lease.stop(),
      () => undefined,
    );
    throw error;
  }
  return toolbox;
}

async function start(engine: Engine, spec: SpecInput, service: ServiceName): Promise<void> {
  await engineCall(`starting ${service}`, engine.docker.getContainer(spec.names.container(service)).start());
}

/** Waits for all, then throws the first failure. */
async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
