import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBait } from '../../src/stack/bait.ts';
import { countAttempts, probeFrom, proveIsolation } from '../../src/stack/isolation.ts';
import type { Stack } from '../../src/stack/stack.ts';
import { raise, testBed } from './fixtures/mirror.ts';

let bed: Awaited<ReturnType<typeof testBed>>;
let stack: Stack;
beforeAll(async () => {
  bed = await testBed();
  stack = await raise(bed);
});
afterAll(async () => {
  await stack.stop();
});

describe("the mirror's isolation", () => {
  it("finds no way out of web and db, and does not count its own probes as the site's", async () => {
    const proof = await proveIsolation(stack);
    expect(proof).toMatchObject({ succeeded: 0, failures: [] });
    expect(proof.probes).toBeGreaterThan(15);
    expect(await countAttempts(stack)).toEqual({
      egressAttempted: 0,
      egressSucceeded: 0,
      mailCaptured: 0,
      mailDelivered: 0,
      httpRefused: 0,
      schedulersSilenced: 0,
      attempts: [],
    });
  });

  it('sees the bait from a container on an open network: the probe can fail', async () => {
    await using bait = await openBait();
    const open = await bed.engine.docker.createContainer({
      Image: bed.images.web.id,
      Labels: stack.spec.names.labels('open'),
      Entrypoint: ['sleep', '60'],
      HostConfig: { NetworkMode: 'bridge' },
    });
    try {
      await open.start();
      const proof = await probeFrom(
        { engine: bed.engine, container: open.id, service: 'open' },
        { trap: stack.toolboxAddress, name: 'localhost', targets: bait.addresses.map((address) => [address, bait.port] as const) },
      );
      expect(proof.failures).toContain('open: a default route by a gateway that answers');
      expect(proof.failures.filter((text) => text.startsWith(`open: TCP ${bait.addresses[0] ?? ''} port`))).toHaveLength(1);
      expect(proof.failures).toContain('open: a name server that knows public names');
    } finally {
      await open.remove({ force: true });
    }
  });

  it('counts what the site tries: names, connections, mail', async () => {
    await stack.containers.exec('web', ['bash', '-c', 'exec 3<>/dev/tcp/api.wordpress.org/443; echo x | /opt/muster/sendmail; true']);
    const seen = await countAttempts(stack);
    expect(seen).toMatchObject({ egressSucceeded: 0, mailCaptured: 1 });
    expect(seen.attempts).toEqual(expect.arrayContaining(['name server: api.wordpress.org', 'trap: a connection to port 443']));
  });

  it('counts a connection that a service really has with a place outside, also after it closed it', async () => {
    await using place = await openPlace();
    const network = await bed.engine.docker.createNetwork({ Name: `${stack.spec.names.network}-open`, Labels: stack.spec.names.labels('open') });
    const web = stack.spec.names.container('web');
    try {
      await network.connect({ Container: web });
      // The listener is asked for at the address by which that network reaches this host: outside all of the mirror's networks.
      await stack.containers.exec('web', ['bash', '-c', `exec 3<>/dev/tcp/${place.address}/${place.port} && exec 3>&-; true`]);
      const seen = await countAttempts(stack);
      expect(seen.egressSucceeded).toBe(1);
      expect(seen.attempts).toContain(`outside the mirror: a connection to port ${place.port}`);
    } finally {
      await network.disconnect({ Container: web, Force: true });
      await network.remove();
    }
    expect((await countAttempts(stack)).egressSucceeded).toBe(1);
  });

  it("reads no more than 4 MiB of the guard's log, and follows no link that the site put in its place", async () => {
    const log = '/var/log/muster/guard.ndjson';
    await stack.containers.exec('web', ['sh', '-c', `yes '{"kind":"jane-doe"}' | head -c 5000000 > ${log}`]);
    const long = await countAttempts(stack);
    expect(long.attempts.filter((line) => line.startsWith('guard:'))).toEqual(['guard: other (209715 times)', 'guard: its log is longer than what is counted']);
    for (const instead of [`ln -s /etc/passwd ${log}`, `mkfifo ${log}`]) {
      await stack.containers.exec('web', ['sh', '-c', `rm -f ${log}; ${instead}`]);
      await expect(countAttempts(stack)).rejects.toMatchObject({ code: 'MIRROR_UNHEALTHY' });
    }
    await stack.containers.exec('web', ['rm', '-f', log]);
  });
});

/** A place outside that leaves the closing to whoever connects: a kernel remembers only the end that closed first. */
async function openPlace(): Promise<{ readonly address: string; readonly port: number } & AsyncDisposable> {
  const server = createServer((socket) => void socket.on('error', () => undefined).resume()).listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .find((entry) => !entry.internal && entry.family === 'IPv4')?.address;
  if (address === undefined) throw new Error('this host has no address of its own');
  return {
    address,
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
