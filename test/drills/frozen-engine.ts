import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A way to the real engine that can be frozen: it takes what it is given then, and passes nothing on any more. */
export interface FrozenEngine extends AsyncDisposable {
  readonly env: NodeJS.ProcessEnv;
  freeze(): void;
}

/** The engine hears of a connection's end all the same, as it would by the death of its peer. */
export async function freezableEngine(): Promise<FrozenEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-frozen-'));
  const real = (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace('unix://', '');
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: real, allowHalfOpen: true });
    const pass = (from: Socket, to: Socket): void => {
      sockets.add(from);
      from
        .on('data', (bytes) => void (frozen || to.write(bytes)))
        .on('end', () => {
          if (!frozen) return void to.end();
          from.destroy();
        })
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(from);
          if (frozen) to.destroy();
          // What is on its way still arrives.
          else to.end();
        });
    };
    pass(client, engine);
    pass(engine, client);
  });
  await new Promise<void>((resolve) => {
    server.listen(join(folder, 'engine.sock'), resolve);
  });
  return {
    env: { DOCKER_HOST: `unix://${join(folder, 'engine.sock')}` },
    freeze: () => void (frozen = true),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
