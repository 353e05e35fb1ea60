import { DrillError } from '../model/errors.ts';
import type { ErrorCode } from '../model/errors.ts';
import { within } from './race.ts';

/** What the engine may take for one call while it answers others: a volume of many files takes long to remove. */
const longestMs = 120_000;

/** The HTTP status of an engine's refusal; 0 when the engine did not answer at all. */
export function engineStatus(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 0;
  return typeof status === 'number' ? status : 0;
}

/** The engine's own sentence about a refusal: one line, at most 300 characters, no container's long id. */
export function engineMessage(error: unknown): string {
  const body = typeof error === 'object' && error !== null && 'json' in error ? error.json : null;
  const told = typeof body === 'object' && body !== null && 'message' in body ? body.message : null;
  const text = typeof told === 'string' ? told : error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').replace(/\bcontainer [0-9a-f]{64}/iu, 'its container').slice(0, 300);
}

/**
 * Awaits one call of the engine's API and turns its failure into a DrillError: ENGINE_LOST when there was no
 * answer (within `limitMs`, 120 s when left out), else `codes[status]`, else MIRROR_UNHEALTHY.
 */
export async function engineCall<T>(what: string, call: Promise<T>, codes: Readonly<Record<number, ErrorCode>> = {}, limitMs = longestMs): Promise<T> {
  try {
    return await answered(what, call, limitMs);
  } catch (error) {
    if (error instanceof DrillError) throw error;
    const status = engineStatus(error);
    if (status === 0) throw new DrillError('ENGINE_LOST', `${what}: the Docker engine does not answer (${engineMessage(error)})`, { cause: error });
    throw new DrillError(codes[status] ?? 'MIRROR_UNHEALTHY', `${what}: ${engineMessage(error)}`, { cause: error });
  }
}

/** Awaits a removal; "not there" and "already being removed" are success. */
export async function gone(what: string, call: Promise<unknown>): Promise<boolean> {
  try {
    await answered(what, call, longestMs);
    return true;
  } catch (error) {
    const status = engineStatus(error);
    if (status === 404) return false;
    if (status === 409 && /already in progress/u.test(engineMessage(error))) return false;
    return engineCall(what, Promise.reject(error));
  }
}

async function answered<T>(what: string, call: Promise<T>, limitMs: number): Promise<T> {
  const onTimeout = (): DrillError => new DrillError('ENGINE_LOST', `${what}: no answer of the Docker engine within ${limitMs / 1000} s`);
  return await within(what, call, { timeoutMs: limitMs, onTimeout });
}
