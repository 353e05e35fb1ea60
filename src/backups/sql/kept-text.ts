const firstBytes = 1024;

/** Text that is put together from pieces of chunks, in one buffer that doubles as it grows: as much work as there are bytes. */
export class KeptText {
  #held: Buffer = Buffer.alloc(firstBytes);
  length = 0;

  add(part: Buffer): void {
    const length = this.length + part.length;
    if (length > this.#held.length) {
      const larger = Buffer.alloc(Math.max(length, this.#held.length * 2));
      this.#held.copy(larger, 0, 0, this.length);
      this.#held = larger;
    }
    part.copy(this.#held, this.length);
    this.length = length;
  }

  clear(): void {
    if (this.#held.length > firstBytes) this.#held = Buffer.alloc(firstBytes);
    this.length = 0;
  }

  /** The text, or no more than its first bytes. */
  toString(most = this.length): string {
    return this.#held.toString('utf8', 0, Math.min(most, this.length));
  }
}
