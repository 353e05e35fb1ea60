import type { SiteService } from '../model/reading.ts';
import { cachePasswordFile, redisConf } from './cache-config.ts';
import { encryptionFiles } from './table-encryption.ts';
import { placeOf } from './place.ts';
import type { SpecInput } from './container-spec.ts';
import type { Engine } from './engine.ts';
import { addressOf } from './network.ts';
import { waitUntilReady } from './ready.ts';
import type { Relay } from './relay.ts';
import { deliver, initSql, siteDatabaseFile } from './secrets.ts';
import type { RunSecrets, SecretFile } from './secrets.ts';
import type { RunTls } from './tls.ts';
import { webConfig } from './web-config.ts';

/** How a service is reached once it runs, and no more when it does not. */
export interface Doors {
  /** Gives a started container its secrets, its name and its place in the relay; resolves when it accepts connections. */
  open(service: SiteService): Promise<void>;
  /** Takes name and place away and closes every connection, so that nobody waits for a silent address. Idempotent. */
  close(service: SiteService): Promise<void>;
  /** Lets a service's name lead to where it was, and closes Muster's own connections to it. Idempotent. */
  cut(service: SiteService): void;
  /** Gives a service that runs its name and its place in the relay again; resolves when it accepts connections. */
  rejoin(service: SiteService): Promise<void>;
}

export interface DoorsInput {
  readonly engine: Engine;
  readonly spec: SpecInput;
  readonly relay: Relay;
  readonly secrets: RunSecrets;
  readonly tls: RunTls;
  readonly toolboxAddress: string;
  readonly signal: AbortSignal;
}

const readyMs = 60_000;
const wwwData = 33;

export function makeDoors(input: DoorsInput): Doors {
  const { engine, relay, signal } = input;
  const toolbox = placeOf(input, 'toolbox');
  const name = (service: SiteService, line: string): Promise<void> => deliver(toolbox, [{ name: `hosts.d/${service}`, content: line, mode: 0o644 }]);
  const join = async (service: SiteService, files: readonly SecretFile[]): Promise<void> => {
    const place = placeOf(input, service);
    const address = await addressOf(engine, place.container, service);
    await Promise.all([files.length === 0 ? undefined : deliver(place, files), name(service, `${address} ${service}\n`)]);
    relay.place(service, address);
    await waitUntilReady(service, { engine, container: place.container, dial: relay.dial, signal, timeoutMs: readyMs });
  };
  return {
    open: (service) => join(service, filesFor(service, input)),
    rejoin: (service) => join(service, []),
    cut: (service) => relay.place(service, null),
    close: async (service) => {
      relay.place(service, null);
      await name(service, '');
    },
  };
}

/** Delivered at every start: the tmpfs does not outlive the container's processes. */
function filesFor(service: SiteService, input: DoorsInput): readonly SecretFile[] {
  const { secrets, tls, spec } = input;
  const resolver = { name: 'resolv.conf', content: `nameserver ${input.toolboxAddress}\noptions timeout:1 attempts:1\n`, mode: 0o644 };
  if (service === 'db') return [resolver, { name: 'init.sql', content: initSql(secrets), mode: 0o640 }, ...encryptionFiles(secrets.tableKey)];
  if (service === 'cache') return [resolver, redisConf(secrets)];
  return [
    resolver,
    { name: 'site.pem', content: tls.certificate, mode: 0o644 },
    { name: 'site.key', content: tls.key, mode: 0o600 },
    siteDatabaseFile(secrets, wwwData),
    ...(spec.variant.objectCache ? [cachePasswordFile(secrets, wwwData)] : []),
    ...webConfig(spec.variant, spec.siteHost),
  ];
}
