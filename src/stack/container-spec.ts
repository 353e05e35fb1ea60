import type Docker from 'dockerode';
import { DrillError } from '../model/errors.ts';
import type { ServiceName, SiteService } from '../model/reading.ts';
import type { Images } from './images.ts';
import type { RunNames, VolumeRole } from './names.ts';
import type { Variant } from '../model/variant.ts';

/** What the containers of a mirror are made from. */
export interface SpecInput {
  readonly names: RunNames;
  readonly images: Images;
  readonly siteHost: string;
  readonly variant: Variant;
  readonly relayKey: string;
  readonly cpus: number;
  /** Size of the database's volume, which then lies in memory, MiB; without one it is as large as the engine has room. */
  readonly databaseMib?: number | null;
}

interface Shape {
  readonly memoryMib: number;
  readonly capabilities: readonly string[];
  readonly volumes: readonly (readonly [VolumeRole, string, 'ro' | 'rw'])[];
}

/**
 * Each capability was taken away once: without it the service does not start, its files cannot be written or given back to their owner, or (Apache
 * without SETGID) it runs as root. NET_BIND_SERVICE is for engines that do not open low ports to everybody.
 */
const shapes: Readonly<Record<ServiceName, Shape>> = {
  web: {
    // Sixteen workers of WooCommerce 11 at 100 MiB each, and PHP's shared cache: with less the kernel ends workers in the middle of an answer.
    memoryMib: 2048,
    capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
    volumes: [
      ['webroot', '/var/www/html', 'rw'],
      ['backups', '/backups', 'ro'],
      ['offbox', '/var/log/phi-offbox', 'rw'],
      ['guard', '/var/log/muster', 'rw'],
    ],
  },
  db: {
    memoryMib: 1024,
    capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
    volumes: [
      ['database', '/var/lib/mysql', 'rw'],
      ['backups', '/backups', 'ro'],
    ],
  },
  toolbox: {
    memoryMib: 512,
    capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'NET_BIND_SERVICE', 'SETGID', 'SETUID', 'SYS_CHROOT'],
    volumes: [
      ['backups', '/backups', 'rw'],
      ['offbox', '/var/log/phi-offbox', 'rw'],
      ['guard', '/var/log/muster', 'ro'],
      ['values', '/values', 'rw'],
    ],
  },
  cache: { memoryMib: 256, capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'], volumes: [] },
};

/** The volumes that are a service's own: they go and come with its container. */
export const ownVolumes: Readonly<Record<SiteService, readonly VolumeRole[]>> = { web: ['webroot'], db: ['database'], cache: [] };

/** What a mirror's containers may take together at most, MiB. */
export function memoryMibOf(variant: Variant): number {
  const services: readonly ServiceName[] = ['toolbox', 'db', 'web', ...(variant.objectCache ? (['cache'] as const) : [])];
  return services.reduce((sum, service) => sum + shapes[service].memoryMib, 0);
}

/** The services of the site itself in this mirror, as opposed to toolbox. */
export function siteServices({ variant }: SpecInput): readonly SiteService[] {
  return variant.objectCache ? ['db', 'web', 'cache'] : ['db', 'web'];
}

/**
 * How one service's container is made. `snapshot` names a cached volume that its entrypoint seeds from when its own
 * volume is empty. Pure; holds no secret: those are delivered into the tmpfs.
 */
export function containerSpec(service: ServiceName, input: SpecInput, snapshot?: string): Docker.ContainerCreateOptions {
  const shape = shapes[service];
  const { names } = input;
  const mounts = shape.volumes.map(([role, target, mode]) => ({
    Type: 'volume' as const,
    Source: names.volume(role),
    Target: target,
    ReadOnly: mode === 'ro',
    VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
  }));
  return {
    name: names.container(service),
    Hostname: service,
    Image: imageOf(service, input),
    Labels: names.labels(service),
    Env: environment(service, input),
    ...(service === 'toolbox' ? { OpenStdin: true, StdinOnce: true, AttachStdin: true } : {}),
    HostConfig: {
      ...hardening(shape.memoryMib, input.cpus, shape.capabilities),
      Init: service === 'toolbox',
      NetworkMode: names.network,
      Tmpfs: { '/run/muster': 'rw,nosuid,nodev,noexec,size=16m,mode=0755' },
      Mounts: [
        ...mounts,
        ...(snapshot === undefined
          ? []
          : [
              {
                Type: 'volume' as const,
                Source: snapshot,
                Target: '/snapshot',
                ReadOnly: true,
                VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
              },
            ]),
      ],
      // The engine's own name server must forward to nobody: not to the host's (CVE-2024-29018).
      Dns: ['127.0.0.2'],
    },
    NetworkingConfig: { EndpointsConfig: { [names.network]: { Aliases: [service] } } },
  };
}

/** Where a stopped service's volumes lie in a container that works on them, as they do in its own. */
export function offlineMounts(
  service: ServiceName,
  { names }: SpecInput,
): readonly { readonly name: string; readonly at: string; readonly readOnly: boolean }[] {
  return shapes[service].volumes.map(([role, at, mode]) => ({ name: names.volume(role), at, readOnly: mode === 'ro' }));
}

/** Limits and locks that every container of Muster has. */
export function hardening(memoryMib: number, cpus: number, capabilities: readonly string[]): Docker.HostConfig {
  return {
    Memory: memoryMib * 1024 * 1024,
    MemorySwap: memoryMib * 1024 * 1024,
    NanoCpus: Math.max(1, Math.min(cpus, 4)) * 1e9,
    PidsLimit: 256,
    CapDrop: ['ALL'],
    CapAdd: [...capabilities],
    SecurityOpt: ['no-new-privileges:true'],
    LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } },
    RestartPolicy: { Name: 'no' },
    PublishAllPorts: false,
  };
}

function environment(service: ServiceName, input: SpecInput): string[] {
  if (service === 'web') return [`MUSTER_SITE_HOST=${input.siteHost}`];
  if (service === 'toolbox') return [`MUSTER_RELAY_KEY=${input.relayKey}`];
  return [];
}

function imageOf(service: ServiceName, { images }: SpecInput): string {
  const image = images[service];
  if (image === undefined) throw new DrillError('BUG', `there is no image of ${service} in this mirror`);
  return image.id;
}
