import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';

/** The part of a Docker client through which every call of its API goes. */
type Dialling = Docker['modem'];
type CallOptions = Parameters<Dialling['dial']>[0];
type Answered = NonNullable<Parameters<Dialling['dial']>[1]>;

/** One call, from its sending to the end of its answer, streams included. */
interface OpenCall {
  end(reason: Error): void;
}

/**
 * The calls of one Docker client that are under way. What waits for an engine that answers no more can so be ended from
 * outside, whoever waits and over whatever transport. Nothing but `cut` and the leash ends a call here.
 */
export class OpenCalls {
  readonly #open = new Set<OpenCall>();
  readonly #onFirst: () => void;
  #leashMs: number | null = null;

  /** `onFirst` is called when a call begins while none is under way. */
  constructor(client: Dialling, onFirst: () => void) {
    this.#onFirst = onFirst;
    const dial = client.dial.bind(client);
    client.dial = (options, callback = () => undefined) => this.#begin(dial, options, callback);
  }

  get count(): number {
    return this.#open.size;
  }

  /**
   * Ends every call and stream that is under way: each fails with `reason`, a stream is destroyed. With a leash, a later
   * call ends after so many milliseconds without an answer, until one is answered.
   */
  cut(reason: Error, leashMs: number | null = null): void {
    this.#leashMs = leashMs;
    for (const call of this.#open) call.end(reason);
  }

  #begin(dial: Dialling['dial'], options: CallOptions, callback: Answered): void {
    if (this.#open.size === 0) this.#onFirst();
    const [request, answered] = [new AbortController(), new AbortController()];
    let stream: Readable | Writable | null = null;
    let told = false;
    const tell: Answered = (error, answer) => {
      if (told) return;
      told = true;
      answered.abort();
      callback(error, answer);
    };
    const call: OpenCall = {
      end: (reason) => {
        this.#open.delete(call);
        request.abort(reason);
        stream?.destroy();
        tell(reason, null);
      },
    };
    this.#open.add(call);
    if (this.#leashMs !== null) void hold(call, this.#leashMs, answered.signal);
    dial({ ...options, abortSignal: either(options.abortSignal, request.signal) }, (error, answer) => {
      if (told) return this.#tooLate(answer);
      if (hasStatus(error) || error === null) this.#leashMs = null;
      stream = isStream(answer) ? answer : null;
      if (stream === null || stream.destroyed) this.#open.delete(call);
      else stream.once('close', () => this.#open.delete(call));
      tell(error, answer);
    });
  }

  #tooLate(answer: unknown): void {
    if (isStream(answer)) answer.on('error', () => undefined).destroy();
  }
}

/** Ends a call that was not answered after `leashMs`. */
async function hold(call: OpenCall, leashMs: number, answered: AbortSignal): Promise<void> {
  await sleep(leashMs, undefined, { signal: answered }).then(
    () => call.end(new Error(`no answer within ${leashMs / 1000} s`)),
    () => undefined,
  );
}

function either(given: AbortSignal | undefined, own: AbortSignal): AbortSignal {
  return given === undefined ? own : AbortSignal.any([given, own]);
}

function isStream(answer: unknown): answer is Readable | Writable {
  return answer instanceof Readable || answer instanceof Writable;
}

/** A refusal is an answer too. */
function hasStatus(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'statusCode' in error;
}
