import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { DrillError, isAbort } from '../model/errors.ts';
import { howItEnded } from './how-it-ended.ts';
import { stateOf } from './containers.ts';
import type { SiteService } from '../model/reading.ts';
import type { Engine } from './engine.ts';
import { within } from './race.ts';
import type { Dial } from './relay.ts';

const pauseMs = 20;
const lookEveryMs = 400;
const ports: Readonly<Record<SiteService, number>> = { web: 443, db: 3306, cache: 6379 };

/**
 * Resolves when a started service accepts connections: MariaDB says hello, the others take a connection.
 * @throws {DrillError} MIRROR_UNHEALTHY when its container ended or `timeoutMs` is over; ABORTED.
 */
export async function waitUntilReady(
  service: SiteService,
  wait: {
    readonly engine: Engine;
    readonly container: string;
    readonly dial: Dial;
    readonly signal: AbortSignal;
    readonly timeoutMs: number;
  },
): Promise<void> {
  const over = AbortSignal.timeout(wait.timeoutMs);
  let looked = performance.now();
  while (!over.aborted) {
    if (await accepts(service, wait.dial, wait.signal)) return;
    if (performance.now() - looked > lookEveryMs) {
      await mustRun(service, wait);
      looked = performance.now();
    }
    await pause(wait.signal);
  }
  throw new DrillError('MIRROR_UNHEALTHY', `${service}: no connection accepted within ${wait.timeoutMs / 1000} s`);
}

async function accepts(service: SiteService, dial: Dial, signal: AbortSignal): Promise<boolean> {
  try {
    const stream = await dial(service, ports[service]);
    try {
      return service === 'db' ? await saysHello(stream, signal) : true;
    } finally {
      stream.destroy();
    }
  } catch (error) {
    if (isAbort(error) || (error instanceof DrillError && error.code === 'BUG')) throw error;
    return false;
  }
}

/** MariaDB speaks first: packet header of four bytes, then protocol version 10; 0xff there is a refusal. */
async function saysHello(stream: Duplex, signal: AbortSignal): Promise<boolean> {
  const first = Promise.race([once(stream, 'data'), once(stream, 'close').then(() => [])]);
  const [bytes] = await within('db: greeting', first, { signal, timeoutMs: 5_000 });
  return Buffer.isBuffer(bytes) && bytes[4] === 10;
}

async function mustRun(service: SiteService, wait: { readonly engine: Engine; readonly container: string }): Promise<void> {
  const state = await stateOf(wait.engine, wait.container);
  if (state?.Running === true) return;
  throw new DrillError('MIRROR_UNHEALTHY', `${service}: its container ${state === null ? 'is not there' : howItEnded(state, wait.container)}`);
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await sleep(pauseMs, undefined, { signal });
  } catch (cause) {
    throw new DrillError('ABORTED', 'waiting for a service: interrupted', { cause });
  }
}
