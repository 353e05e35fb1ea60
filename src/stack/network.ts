import { DrillError } from '../model/errors.ts';
import type { Engine } from './engine.ts';
import { engineCall } from './engine-call.ts';
import type { RunNames } from './names.ts';

/**
 * The mirror's one network: `internal`, and without the bridge's own address. Internal alone is not enough:
 * containers on it reach listeners of the host at the gateway (measured on Engine 20.10).
 */
export async function createNetwork(engine: Engine, names: RunNames): Promise<void> {
  await engineCall(
    "making the mirror's network",
    engine.docker.createNetwork({
      Name: names.network,
      Driver: 'bridge',
      CheckDuplicate: true,
      Internal: true,
      EnableIPv6: false,
      Labels: names.labels('network'),
      Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
    }),
  );
}

/** First address of the network's subnet: where a bridge would answer for the host. Empty when there is none. */
export async function gatewayOf(engine: Engine, network: string): Promise<string> {
  const facts = await engineCall("looking at the mirror's network", engine.docker.getNetwork(network).inspect());
  const config = facts.IPAM?.Config?.[0];
  const base = (config?.Gateway ?? config?.Subnet ?? '').split('/')[0] ?? '';
  return config?.Gateway === undefined ? base.replace(/\.\d+$/u, '.1') : base;
}

/** The network's addresses as `172.18.0.0/16`. */
export async function subnetOf(engine: Engine, network: string): Promise<string> {
  const facts = await engineCall("looking at the mirror's network", engine.docker.getNetwork(network).inspect());
  return facts.IPAM?.Config?.[0]?.Subnet ?? '';
}

/** A running container's address on the mirror's network. */
export async function addressOf(engine: Engine, container: string, service: string): Promise<string> {
  const facts = await engineCall(`looking at ${service}`, engine.docker.getContainer(container).inspect());
  const address = Object.values(facts.NetworkSettings.Networks)[0]?.IPAddress ?? '';
  if (address === '') throw new DrillError('MIRROR_UNHEALTHY', `${service}: it has no address, so its container has ended again`);
  return address;
}

/** One container of a mirror, and the mirror's network. */
export interface Membership {
  readonly network: string;
  readonly container: string;
  readonly service: string;
}

/** True when the container is on the network. */
export async function isOnNetwork(engine: Engine, { network, container, service }: Membership): Promise<boolean> {
  const facts = await engineCall(`looking at ${service}`, engine.docker.getContainer(container).inspect(), { 404: 'UNREACHABLE' });
  return facts.NetworkSettings.Networks[network] !== undefined;
}

/** Takes a container off its mirror's network. Idempotent. */
export async function leaveNetwork(engine: Engine, one: Membership): Promise<void> {
  if (!(await isOnNetwork(engine, one))) return;
  await engineCall(`cutting ${one.service} off`, engine.docker.getNetwork(one.network).disconnect({ Container: one.container, Force: true }));
}

/** Puts a container back on its mirror's network, under its service's name. Idempotent. */
export async function joinNetwork(engine: Engine, one: Membership): Promise<void> {
  if (await isOnNetwork(engine, one)) return;
  await engineCall(
    `connecting ${one.service}`,
    engine.docker.getNetwork(one.network).connect({ Container: one.container, EndpointConfig: { Aliases: [one.service] } }),
  );
}
