import { newline, slash, star } from './characters.ts';
import { KeptText } from './kept-text.ts';

const mostCommentBytes = 512;

/** A comment of a line, one in marks, or what stands between `DELIMITER ;;` and `DELIMITER ;`: triggers and routines. */
type AsideKind = 'line' | 'block' | 'delimited';

/** Passes over what is no statement of the dump's data, across chunks. */
export class Aside {
  ended = false;
  readonly #text = new KeptText();
  #kind: AsideKind = 'line';
  #previous = 0;

  begin(kind: AsideKind): void {
    this.#kind = kind;
    this.#previous = 0;
    this.ended = false;
    this.#text.clear();
  }

  /** The line's comment; null for the other kinds. */
  get comment(): string | null {
    return this.#kind === 'line' ? this.#text.toString().trimEnd() : null;
  }

  /** True when the end of the dump ends it too. */
  closes(): boolean {
    return this.#kind === 'line';
  }

  /** Where the scanner goes on; `ended` says whether the aside is over. */
  pass(chunk: Buffer, from: number): number {
    return this.#kind === 'block' ? this.#block(chunk, from) : this.#line(chunk, from);
  }

  #line(chunk: Buffer, from: number): number {
    const end = chunk.indexOf(newline, from);
    if (this.#text.length < mostCommentBytes) this.#text.add(chunk.subarray(from, Math.min(end < 0 ? chunk.length : end, from + mostCommentBytes)));
    if (end < 0) return chunk.length;
    this.ended = this.#kind === 'line' || /^DELIMITER\s+;\s*$/iu.test(this.#text.toString());
    if (!this.ended) this.#text.clear();
    return end + 1;
  }

  #block(chunk: Buffer, from: number): number {
    for (let at = chunk.indexOf(slash, from); at >= 0; at = chunk.indexOf(slash, at + 1)) {
      if ((at > 0 ? chunk[at - 1] : this.#previous) !== star) continue;
      this.ended = true;
      return at + 1;
    }
    this.#previous = chunk.at(-1) ?? 0;
    return chunk.length;
  }
}
