import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { networkInterfaces } from 'node:os';

/** A listener that Muster opens on every address of this host, for the time of one isolation probe. */
export interface Bait extends AsyncDisposable {
  readonly port: number;
  /** This host's addresses but loopback and link-local. */
  readonly addresses: readonly string[];
}

/** Opens it on a port the system chooses; whoever connects is hung up on. */
export async function openBait(): Promise<Bait> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).destroy();
  });
  await listen(server, '::').catch(() => listen(server, '0.0.0.0'));
  const address = server.address() as AddressInfo;
  const close = Promise.withResolvers<void>();
  return {
    port: address.port,
    addresses: Object.values(networkInterfaces())
      .flatMap((entries) => entries ?? [])
      .filter((entry) => !entry.internal && !entry.address.startsWith('fe80:'))
      .map((entry) => entry.address),
    [Symbol.asyncDispose]: async () => {
      server.close(() => close.resolve());
      await close.promise;
    },
  };
}

function listen(server: Server, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen({ host, port: 0, exclusive: true }, () => {
    server.off('error', reject);
    resolve();
  });
  return promise;
}
