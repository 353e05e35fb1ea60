import { createServer, type Server } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { connectEngine, type Engine } from '../../src/stack/engine.ts';
import { engineCall } from '../../src/stack/engine-call.ts';
import { takeLease } from '../../src/stack/lease.ts';
import { listRunObjects, removeRun } from '../../src/stack/removal.ts';

const signal = new AbortController().signal;
const beat = { everyMs: 60, answerMs: 80, silences: 2, leashMs: 40 };

interface Fake extends AsyncDisposable {
  readonly engine: Engine;
  /** It takes what it is sent and answers nothing any more, or again. */
  freeze(frozen: boolean): void;
  readonly asked: string[];
}

/** An engine on a socket of its own, which lists nothing, whose waits never end, and whose attachments stay open. */
async function fakeEngine(): Promise<Fake> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-pulse-'));
  const asked: string[] = [];
  let frozen = false;
  const server = createHttp((request, response) => {
    const url = request.url ?? '';
    asked.push(url);
    if (frozen || url.includes('/wait')) return;
    response.setHeader('content-type', 'application/json');
    if (url.endsWith('/version')) response.end(JSON.stringify({ ApiVersion: '1.41', MinAPIVersion: '1.12' }));
    else if (url.includes('/volumes')) response.end('{"Volumes":[]}');
    else response.end(url.endsWith('/info') ? '{"NCPU":2}' : '[]');
  });
  const attached = new Set<Duplex>();
  server.on('upgrade', (_request, socket) => {
    attached.add(socket.on('error', () => undefined));
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  });
  await new Promise<void>((resolve) => {
    server.listen(join(folder, 'engine.sock'), resolve);
  });
  return {
    engine: await connectEngine({ env: { DOCKER_HOST: `unix://${join(folder, 'engine.sock')}` }, signal, beat }),
    freeze: (now) => void (frozen = now),
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      for (const socket of attached) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const waiting = (engine: Engine): Promise<unknown> => engineCall('waiting', engine.docker.getContainer('one').wait());

describe('an engine that stops answering', () => {
  it('ends the calls that wait for it, and says that the engine is lost', async () => {
    await using fake = await fakeEngine();
    const call = waiting(fake.engine);
    fake.freeze(true);
    await expect(call).rejects.toMatchObject({ code: 'ENGINE_LOST', message: expect.stringContaining('waiting: the Docker engine does not answer') as string });
  });
  it('ends what is attached: the lease of a run is gone with it', async () => {
    await using fake = await fakeEngine();
    const lease = await takeLease(fake.engine, 'toolbox');
    fake.freeze(true);
    await lease.ended;
  });
  it('gets a short leash from then on, until it answers again', async () => {
    await using fake = await fakeEngine();
    const call = waiting(fake.engine).catch(() => undefined);
    fake.freeze(true);
    await call;
    const began = performance.now();
    await expect(listRunObjects(fake.engine)).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    expect(performance.now() - began).toBeLessThan(beat.everyMs + beat.answerMs);
    fake.freeze(false);
    expect(await listRunObjects(fake.engine)).toEqual([]);
    const longer = waiting(fake.engine).then(
      () => 'ended',
      () => 'ended',
    );
    expect(await Promise.race([longer, sleep(3 * beat.leashMs, 'waits')])).toBe('waits');
  });
  it('does not hold a removal up beyond its deadline, which says what is left by its label', async () => {
    await using fake = await fakeEngine();
    fake.freeze(true);
    const began = performance.now();
    expect(await removeRun(fake.engine, 'abc', 300)).toEqual({
      removed: [],
      leftovers: ['whatever is labelled muster.run=abc: the Docker engine does not answer'],
      lost: true,
    });
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('an engine that answers', () => {
  it('is asked while a call is under way, however long that takes, and not once it is over', async () => {
    await using fake = await fakeEngine();
    const lease = await takeLease(fake.engine, 'toolbox');
    const ended = lease.ended.then(() => 'ended');
    expect(await Promise.race([ended, sleep(5 * (beat.everyMs + beat.answerMs), 'holds')])).toBe('holds');
    expect(fake.asked.filter((url) => url === '/info').length).toBeGreaterThan(3);
    lease.stop();
    await ended;
    await sleep(2 * beat.everyMs);
    const before = fake.asked.length;
    await sleep(4 * beat.everyMs);
    expect(fake.asked.length).toBe(before);
  });
});

describe('an engine that takes connections only', () => {
  it('is unavailable after its time, and leaves no connection open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-pulse-'));
    let open = 0;
    const server: Server = createServer((socket) => {
      open += 1;
      socket.on('error', () => undefined).on('close', () => (open -= 1));
      socket.resume();
    });
    await new Promise<void>((resolve) => {
      server.listen(join(folder, 'engine.sock'), resolve);
    });
    const stop = new AbortController();
    const connecting = connectEngine({ env: { DOCKER_HOST: `unix://${join(folder, 'engine.sock')}` }, signal: stop.signal });
    await sleep(50);
    expect(open).toBe(1);
    stop.abort();
    await expect(connecting).rejects.toMatchObject({ code: 'ABORTED' });
    await sleep(50);
    expect(open).toBe(0);
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
