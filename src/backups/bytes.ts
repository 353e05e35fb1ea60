import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream as WebStream } from 'node:stream/web';
import { setImmediate } from 'node:timers/promises';

/** A stream of bytes in chunks; leaving the loop early closes what feeds it. */
export type Bytes = AsyncIterable<Buffer>;

/** The first bytes (fewer only when there are no more), and the whole stream again from its beginning. */
export async function peek(bytes: Bytes, sizeBytes: number): Promise<{ readonly head: Buffer; readonly bytes: Bytes }> {
  const rest = bytes[Symbol.asyncIterator]();
  const taken: Buffer[] = [];
  let length = 0;
  while (length < sizeBytes) {
    const next = await rest.next();
    if (next.done === true) break;
    taken.push(next.value);
    length += next.value.length;
  }
  return { head: Buffer.concat(taken).subarray(0, sizeBytes), bytes: chained(taken, rest) };
}

/** An object rather than a generator: one that was never begun would not close what feeds it. */
function chained(taken: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncIterableIterator<Buffer> {
  let index = 0;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const value = taken[index];
      index += 1;
      return value === undefined ? await rest.next() : { done: false, value };
    },
    async return() {
      index = taken.length;
      await rest.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** What a transform makes of the bytes, with backpressure; its error is thrown where the result is read. */
export async function* through(input: Bytes, transform: Duplex): AsyncGenerator<Buffer> {
  const fed = pipeline(input, transform);
  fed.catch(() => undefined);
  try {
    for await (const chunk of transform) yield chunk as Buffer;
    await fed;
  } finally {
    transform.destroy();
    await fed.catch(() => undefined);
  }
}

/** The same as a stream of the web platform, which some libraries want. */
export const webStream = (bytes: Bytes): ReadableStream<Uint8Array> => WebStream.from(bytes) as unknown as ReadableStream<Uint8Array>;

const breathMs = 10;

/**
 * A pause between two chunks, taken when the last one was 10 ms ago: chunks that are at hand already are read without any turn
 * of the event loop, and whatever else this process does (watchers, answers) would stand still meanwhile.
 */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < breathMs) return;
    await setImmediate();
    last = performance.now();
  };
}

/** Shows every chunk to `look` on its way. */
export async function* tapped(input: Bytes, look: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of input) {
    look(chunk);
    yield chunk;
  }
}

/** Reads to the end, for what is seen on the way; returns how many bytes there were. */
export async function drain(input: Bytes): Promise<number> {
  let bytes = 0;
  for await (const chunk of input) bytes += chunk.length;
  return bytes;
}

/** Reads a stream by counts of bytes, for formats made of headers and lengths. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(bytes: Bytes) {
    this.#chunks = bytes[Symbol.asyncIterator]();
  }

  /** Exactly `sizeBytes`, or fewer when the stream ends before. Held in memory: for headers and small blocks. */
  async take(sizeBytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of this.pass(sizeBytes)) {
      parts.push(part);
      length += part.length;
    }
    return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts, length);
  }

  /** The next `sizeBytes` as they come; fewer when the stream ends before. */
  async *pass(sizeBytes: number): AsyncGenerator<Buffer> {
    let left = sizeBytes;
    while (left > 0 && (await this.#fill())) {
      const part = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  /** Leaves bytes out; returns how many there were. */
  async skip(sizeBytes: number): Promise<number> {
    return await drain(this.pass(sizeBytes));
  }

  async atEnd(): Promise<boolean> {
    return !(await this.#fill());
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #fill(): Promise<boolean> {
    while (this.#held.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#held = next.value;
    }
    return true;
  }
}
