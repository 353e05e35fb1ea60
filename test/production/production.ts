import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Stack } from '../../src/stack/stack.ts';
import { raise as raiseSite } from '../drills/raise.ts';
import { home, type Rehearsal } from '../drills/rehearse.ts';
import { raise as raiseBare, testBed } from '../stack/fixtures/mirror.ts';

/** A shop that plays production: the demo site's database, on a server that answers on a port of the loopback. */
export interface PlayedProduction extends AsyncDisposable {
  readonly stack: Stack;
  readonly password: string;
  /** What `mariadb-dump` says of it. */
  readonly dump: Buffer;
  /** The address for an account that this made: `reader` has SELECT alone, `writer` everything. */
  url(account: 'reader' | 'writer'): string;
}

const client = '--defaults-file=/opt/muster/client.cnf';

export async function playProduction(shop: Pick<Rehearsal, 'change' | 'flags'> = {}): Promise<PlayedProduction> {
  const dump = await dumpOfSite(shop);
  const stack = await raiseBare(await testBed());
  const loaded = await stack.containers.exec('toolbox', ['mariadb', client, 'wordpress'], { stdin: dump });
  if (loaded.code !== 0) throw new Error(`the dump does not load: exit ${loaded.code}`);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    stack.dial('db', 3306).then(
      (line) => {
        line.on('error', () => socket.destroy());
        socket.on('close', () => line.destroy());
        socket.pipe(line).pipe(socket);
      },
      () => socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const password = randomBytes(12).toString('hex');
  for (const account of ['reader', 'writer']) {
    await stack.database.execute(`CREATE USER '${account}'@'%' IDENTIFIED BY '${password}'`);
    await stack.database.execute(`GRANT ${account === 'reader' ? 'SELECT' : 'ALL PRIVILEGES'} ON wordpress.* TO '${account}'@'%'`);
  }
  return {
    stack,
    password,
    dump,
    url: (account) => `mysql://${account}@127.0.0.1:${port}/wordpress`,
    async [Symbol.asyncDispose]() {
      server.close();
      await stack.stop();
    },
  };
}

async function dumpOfSite({ change = {}, flags = {} }: Pick<Rehearsal, 'change' | 'flags'>): Promise<Buffer> {
  await using site = await raiseSite(change, { commerce: 'order-desk', ...flags }, new AbortController().signal);
  const { stdout, code } = await site.mirror.containers.exec('toolbox', ['mariadb-dump', client, '--single-transaction', '--hex-blob', 'wordpress'], {
    timeoutMs: 120_000,
  });
  if (code !== 0) throw new Error(`mariadb-dump ended with exit ${code}`);
  return stdout;
}

/** The demo site's PHI map. */
export const demoMap = join(home, 'drills/sites/clinic-shop/phi-map.yaml');
