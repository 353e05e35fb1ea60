import { backslash, backtick } from './characters.ts';

/** Finds the ends of quoted strings in one chunk after another. */
export class StringEnds {
  /** The next backslash of this chunk, once it was looked for. */
  #backslash = -1;

  /** A new chunk begins. */
  reset(): void {
    this.#backslash = -1;
  }

  /**
   * Where a string ends; the chunk's length when it goes on, and one more when the next chunk's first byte is escaped.
   * A short string is looked through, a long one is searched: twice as fast on either.
   */
  find(chunk: Buffer, from: number, ends: number): number {
    const { length } = chunk;
    let at = from;
    while (at < length) {
      for (const near = Math.min(length, at + 64); at < near;) {
        const byte = chunk[at] as number;
        if (byte === ends) return at;
        at += byte === backslash && ends !== backtick ? 2 : 1;
      }
      if (at >= length) return at;
      const stop = indexOr(chunk.indexOf(ends, at), length);
      if (this.#backslash < at) this.#backslash = indexOr(chunk.indexOf(backslash, at), length);
      if (this.#backslash >= stop || ends === backtick) return stop;
      at = this.#backslash;
    }
    return at;
  }
}

const indexOr = (found: number, otherwise: number): number => (found < 0 ? otherwise : found);
