import { hash } from 'node:crypto';

/**
 * Numbers for one record, drawn from SHA-512 of its name: every record has a sequence of its own, so that records do
 * not depend on each other, on the order of asking, or on who else asks. Good for 31 draws; fast, not uniform to the
 * last digit (a draw is taken modulo the range).
 */
export class Draws {
  readonly #bytes: Buffer;
  #next = 0;

  constructor(name: string) {
    this.#bytes = hash('sha512', name, 'buffer');
  }

  /** A whole number from `min` to `max`, both included; the range spans at most 65,536. */
  between(min: number, max: number): number {
    const drawn = this.#bytes.readUInt16LE(this.#next);
    this.#next += 2;
    return min + (drawn % (max - min + 1));
  }

  /** One of a list, which is not empty. */
  oneOf(list: readonly string[]): string {
    return list[this.between(0, list.length - 1)] ?? '';
  }

  /** `count` decimal digits, at most four. */
  digits(count: number): string {
    return String(this.between(0, 10 ** count - 1)).padStart(count, '0');
  }
}
