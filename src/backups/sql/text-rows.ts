import { backslash, newline, tab } from './characters.ts';
import type { TableFacts } from './listener.ts';
import type { RowTap } from './row-tap.ts';

/** Counts the rows of one table in the form of `SELECT … INTO OUTFILE`: values end with a tab, rows with a line's end, a backslash takes either's meaning. */
export class TextRows {
  readonly #facts: TableFacts;
  readonly #tap: RowTap | null;
  #escaped = false;
  #closed = true;

  constructor(facts: TableFacts, tap: RowTap | null) {
    this.#facts = facts;
    this.#tap = tap;
    tap?.open(0);
  }

  push(chunk: Buffer): void {
    const tap = this.#tap;
    const { length } = chunk;
    tap?.resume();
    let after = 0;
    let at = this.#escaped ? 1 : 0;
    for (; at < length; at += 1) {
      const byte = chunk[at] as number;
      if (byte > backslash) continue;
      if (byte === backslash) at += 1;
      else if (byte === tab) tap?.comma(chunk, at);
      else if (byte === newline) {
        tap?.close(chunk, at);
        this.#facts.rows += 1;
        after = at + 1;
        tap?.open(after);
      }
    }
    this.#escaped = at > length;
    if (length > 0) this.#closed = after === length;
    tap?.pause(chunk);
  }

  /** True when the last row was whole. */
  end(): boolean {
    return this.#closed;
  }
}
