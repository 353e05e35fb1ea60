import { sqlValue } from './value.ts';

/** Rows of one table, reduced to the columns that are asked for. */
export interface Tap {
  readonly columns: readonly string[];
  /** Values in the order of `columns`: null for NULL, for a column that the table does not have, and for one too long to look at. */
  row(values: readonly (string | null)[]): void;
}

/** A value beyond this is of no date, id or name; it is not held. */
const mostValueBytes = 256 * 1024;

/** Cuts the values of the wanted columns out of rows, across the chunks of a stream. */
export class RowTap {
  readonly #tap: Tap;
  readonly #decode: (raw: Buffer) => string | null;
  /** By place in the row: the index in the tap's columns, or -1. */
  readonly #places: readonly number[];
  #values: (string | null)[];
  #column = 0;
  #from = 0;
  #inRow = false;
  #held: Buffer[] = [];
  #heldLength = 0;

  /** `decode` reads one value as it stands in the stream. */
  constructor(tap: Tap, columns: readonly string[], decode: (raw: Buffer) => string | null = sqlValue) {
    this.#decode = decode;
    this.#tap = tap;
    this.#places = columns.map((name) => tap.columns.indexOf(name));
    this.#values = tap.columns.map(() => null);
  }

  open(from: number): void {
    this.#inRow = true;
    this.#column = 0;
    this.#from = from;
    this.#values = this.#tap.columns.map(() => null);
  }

  comma(chunk: Buffer, at: number): void {
    this.#take(chunk, at);
    this.#column += 1;
    this.#from = at + 1;
  }

  close(chunk: Buffer, at: number): void {
    this.#take(chunk, at);
    this.#inRow = false;
    this.#tap.row(this.#values);
  }

  /** At the end of a chunk: what has been seen of a value is kept. */
  pause(chunk: Buffer): void {
    if (!this.#inRow || this.#place() < 0) return;
    const part = chunk.subarray(this.#from);
    if (this.#heldLength + part.length <= mostValueBytes) this.#held.push(Buffer.from(part));
    this.#heldLength += part.length;
  }

  resume(): void {
    this.#from = 0;
  }

  #place(): number {
    return this.#places[this.#column] ?? -1;
  }

  #take(chunk: Buffer, at: number): void {
    const place = this.#place();
    if (place >= 0 && this.#heldLength + at - this.#from <= mostValueBytes) {
      const part = chunk.subarray(this.#from, at);
      this.#values[place] = this.#decode(this.#held.length === 0 ? part : Buffer.concat([...this.#held, part]));
    }
    this.#held = [];
    this.#heldLength = 0;
  }
}
