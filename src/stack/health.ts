import type { Clock } from '../model/ports/clock.ts';
import type { ServiceName } from '../model/reading.ts';
import { DrillError, isAbort } from '../model/errors.ts';
import { howItEnded } from './how-it-ended.ts';
import { redisCli } from './cache-config.ts';
import { stateOf } from './containers.ts';
import type { Stack } from './stack.ts';

/** One rung of the health ladder. `cause` is empty when it holds. */
export interface HealthRung {
  readonly service: ServiceName;
  readonly rung: 'container' | 'database' | 'object-cache' | 'http';
  readonly holds: boolean;
  readonly cause: string;
  readonly tookMs: number;
}

/**
 * Climbs the ladder: containers run, the database answers a statement, the web server answers over HTTPS without
 * a server error. Stops at the first rung that does not hold; log-in and PHI are the site's own rungs.
 */
export async function checkHealth(stack: Stack, clock: Clock): Promise<readonly HealthRung[]> {
  const rungs: HealthRung[] = [];
  for (const { service, rung, look } of ladder(stack)) {
    const began = clock.monotonicMs();
    const cause = await causeOf(look);
    rungs.push({ service, rung, holds: cause === '', cause, tookMs: Math.round(clock.monotonicMs() - began) });
    if (cause !== '') break;
  }
  return rungs;
}

interface Look {
  readonly service: ServiceName;
  readonly rung: HealthRung['rung'];
  /** Returns why it does not hold; empty when it does. */
  readonly look: () => Promise<string>;
}

function ladder(stack: Stack): readonly Look[] {
  const runs = (service: ServiceName): Look => ({ service, rung: 'container', look: () => containerRuns(stack, service) });
  return [
    runs('toolbox'),
    runs('db'),
    {
      service: 'db',
      rung: 'database',
      look: async () => ((await stack.database.query('SELECT 1 AS one'))[0]?.['one'] === 1 ? '' : 'a statement had the wrong answer'),
    },
    ...(stack.spec.variant.objectCache ? [runs('cache'), { service: 'cache', rung: 'object-cache', look: () => cacheAnswers(stack) } as const] : []),
    runs('web'),
    { service: 'web', rung: 'http', look: () => answers(stack) },
  ];
}

async function containerRuns(stack: Stack, service: ServiceName): Promise<string> {
  const container = stack.spec.names.container(service);
  const state = await stateOf(stack.engine, container);
  if (state === null) return 'there is no container';
  return state.Running ? '' : `the container ${howItEnded(state, container)}`;
}

async function cacheAnswers(stack: Stack): Promise<string> {
  const { code, stdout } = await stack.containers.exec('cache', redisCli('PING'));
  return code === 0 && stdout.toString('utf8').trim() === 'PONG' ? '' : 'Redis did not answer';
}

async function answers(stack: Stack): Promise<string> {
  await using session = stack.http.session();
  const { status } = await session.request({ path: '/', timeoutMs: 15_000 });
  return status < 500 ? '' : `the web server answered ${status}`;
}

async function causeOf(look: () => Promise<string>): Promise<string> {
  try {
    return await look();
  } catch (error) {
    if (isAbort(error)) throw error;
    return error instanceof DrillError ? error.message : 'an exception of Muster';
  }
}
