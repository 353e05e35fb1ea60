import type { Duplex } from 'node:stream';
import type { Engine } from './engine.ts';
import { engineCall } from './engine-call.ts';

/** The life line of a run: toolbox ends when it is let go, also by this process's death. */
export interface Lease {
  /** Resolves when toolbox is gone, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): void;
}

/**
 * Attaches to toolbox's standard input before it is started, and holds on. Its (silent) output is attached as well:
 * without it the engine keeps the stream open after toolbox died.
 */
export async function takeLease(engine: Engine, container: string): Promise<Lease> {
  const stream = (await engineCall(
    "taking the run's lease",
    engine.docker.getContainer(container).attach({ stream: true, stdin: true, stdout: true, stderr: false, hijack: true }),
  )) as Duplex;
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.on('error', () => undefined).once('close', () => resolve());
  stream.resume();
  return {
    ended: promise,
    stop: () => {
      stream.destroy();
    },
  };
}
