import type { Lease } from './lease.ts';
import type { Stack } from './stack.ts';
import type { StackEnd } from './stack-end.ts';

/** An interrupted job is killed after some 10 s; else a busy engine gets the time that it needs. */
export const hurriedMs = 6_000;
const patientMs = 30_000;

/** How long removing everything may take now, ms. */
export function teardownMs(signal: AbortSignal): number {
  return signal.aborted ? hurriedMs : patientMs;
}

/** How a mirror ends: by itself, once, or by `stop`, once. */
export function ends(teardown: () => Promise<StackEnd>, lease: Lease): Pick<Stack, 'lost' | 'stop' | typeof Symbol.asyncDispose> {
  let ending: Promise<StackEnd> | null = null;
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  void lease.ended.then(() => (ending === null ? resolve() : undefined));
  const stop = (): Promise<StackEnd> => (ending ??= teardown());
  return {
    lost,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}
