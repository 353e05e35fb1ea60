import { newline, open, quote, semicolon } from './characters.ts';
import { KeptText } from './kept-text.ts';
import { createHead, insertHead } from './statement.ts';

const mostBytes = 64 * 1024;
/** Parentheses of a head: those of a list of columns and of the first row, and some in names. Each has the head read again. */
const mostOpens = 16;

/**
 * The beginning of a statement of a dump: up to the first row, the body of a CREATE TABLE, a string, or the end of the
 * statement or of a DELIMITER line.
 */
export class StatementHead {
  /** How far it is: not at its end, before rows, in a CREATE TABLE, behind a DELIMITER, behind a whole statement, in any other one. */
  end: 'open' | 'rows' | 'create' | 'delimited' | 'whole' | 'other' = 'open';
  /** Of `rows` and `create`. */
  table = '';
  /** Of `rows`; null where the statement names none. */
  columns: readonly string[] | null = null;
  #opens = 0;
  readonly #text = new KeptText();

  begin(): void {
    this.#text.clear();
    this.#opens = 0;
    this.end = 'open';
  }

  /** Where reading goes on. */
  read(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte !== open && byte !== semicolon && byte !== quote && byte !== newline) continue;
      this.#text.add(chunk.subarray(from, at));
      if (byte === newline) return this.#line(chunk, at);
      if (byte === open) return this.#opened(chunk, at);
      this.end = byte === semicolon ? 'whole' : 'other';
      return byte === semicolon ? at + 1 : at;
    }
    this.#text.add(chunk.subarray(from));
    if (this.#text.length > mostBytes) this.end = 'other';
    return chunk.length;
  }

  #line(chunk: Buffer, at: number): number {
    this.#text.add(chunk.subarray(at, at + 1));
    if (/^DELIMITER\s/iu.test(this.#text.toString(10))) this.end = /^DELIMITER\s+;\s*$/iu.test(this.#text.toString()) ? 'whole' : 'delimited';
    else if (this.#text.length > mostBytes) this.end = 'other';
    return at + 1;
  }

  #opened(chunk: Buffer, at: number): number {
    this.#opens += 1;
    const text = this.#text.toString();
    const rows = insertHead(text);
    if (rows !== null) {
      this.table = rows.table;
      this.columns = rows.columns;
      this.end = 'rows';
      return at;
    }
    const created = createHead(text);
    if (created !== null) {
      this.table = created;
      this.end = 'create';
      return at + 1;
    }
    this.#text.add(chunk.subarray(at, at + 1));
    // A list of columns before VALUES goes on in the head; any other statement is left out.
    if (!/^(?:INSERT|REPLACE)\s/iu.test(text) || this.#text.length > mostBytes || this.#opens > mostOpens) this.end = 'other';
    return at + 1;
  }
}
