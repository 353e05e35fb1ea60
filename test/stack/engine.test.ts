import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connectEngine } from '../../src/stack/engine.ts';

const signal = new AbortController().signal;

/** An engine that knows its version and nothing else. */
async function fakeEngine(ApiVersion: string, MinAPIVersion: string): Promise<{ readonly address: string } & AsyncDisposable> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url?.endsWith('/version') === true ? { ApiVersion, MinAPIVersion } : { ServerVersion: '99', NCPU: 2, SystemTime: '' }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('connecting to an engine', () => {
  it("speaks the engine's API version when it is 1.41 or newer", async () => {
    await using fake = await fakeEngine('1.47', '1.24');
    expect(await connectEngine({ env: { DOCKER_HOST: fake.address }, signal })).toMatchObject({ apiVersion: '1.47', facts: { version: '99', cpus: 2 } });
  });
  it('stops at the newest version that Muster knows', async () => {
    await using fake = await fakeEngine('1.99', '1.44');
    expect((await connectEngine({ env: { DOCKER_HOST: fake.address }, signal })).apiVersion).toBe('1.52');
  });
  it('refuses an engine that is too old, or too new, and says what it needs', async () => {
    await using old = await fakeEngine('1.40', '1.12');
    await expect(connectEngine({ env: { DOCKER_HOST: old.address }, signal })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining('needs 1.41') as string,
    });
    await using next = await fakeEngine('2.99', '1.99');
    await expect(connectEngine({ env: { DOCKER_HOST: next.address }, signal })).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  });
  it('says in one line that nobody answers, and shows no user of the address', async () => {
    await expect(connectEngine({ env: { DOCKER_HOST: 'tcp://user:word@127.0.0.1:1' }, signal })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringMatching(/^no Docker engine answers at tcp:\/\/127\.0\.0\.1:1 \([^\n]*\)$/u) as string,
    });
  });
});
