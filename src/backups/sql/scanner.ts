import { Aside } from './aside.ts';
import { backtick, close, comma, doubleQuote, hash, isBlank, minus, open, quote, semicolon, slash } from './characters.ts';
import { KeptText } from './kept-text.ts';
import type { SqlListener, TableFacts } from './listener.ts';
import { RowTap } from './row-tap.ts';
import { StringEnds } from './string-end.ts';
import { columnsOf } from './statement.ts';
import { StatementHead } from './statement-head.ts';

const start = 0;
const aside = 1;
const head = 3;
const skip = 4;
const create = 5;
const tuple = 6;
const quoted = 7;
const between = 8;

const mostCreateBytes = 1024 * 1024;

/**
 * Counts tables and rows of an SQL dump as it streams by: quotes, escapes, extended inserts, comments and DELIMITER are
 * understood, nothing is kept but names, counts and what a tap asked for. It is no SQL parser: it follows what
 * mariadb-dump, mysqldump, mydumper, UpdraftPlus and phpMyAdmin write. `NO_BACKSLASH_ESCAPES` dumps are not followed.
 */
export class SqlScanner {
  readonly tables: Map<string, TableFacts>;
  readonly #listener: SqlListener;
  #state = start;
  #after = start;
  #quote = 0;
  #escaped = false;
  #depth = 0;
  readonly #headOf = new StatementHead();
  readonly #text = new KeptText();
  readonly #aside = new Aside();
  readonly #strings = new StringEnds();
  #table: TableFacts = { created: false, rows: 0, columns: [] };
  #tap: RowTap | null = null;

  /** `tables` may hold what other files of the same dump said: mydumper writes a table's columns apart from its rows. */
  constructor(listener: SqlListener, tables = new Map<string, TableFacts>()) {
    this.#listener = listener;
    this.tables = tables;
  }

  push(chunk: Buffer): void {
    this.#strings.reset();
    this.#tap?.resume();
    let at = 0;
    while (at < chunk.length) at = this.#step(chunk, at);
    this.#tap?.pause(chunk);
  }

  /** True when the last statement was whole. */
  end(): boolean {
    if (this.#state === aside && this.#aside.closes()) this.#endAside();
    return this.#state === start;
  }

  #step(chunk: Buffer, at: number): number {
    switch (this.#state) {
      case start:
        return this.#begin(chunk, at);
      case aside:
        return this.#pass(chunk, at);
      case head:
        return this.#head(chunk, at);
      case skip:
      case create:
        return this.#statement(chunk, at);
      case tuple:
        return this.#tuple(chunk, at);
      case quoted:
        return this.#string(chunk, at);
      default:
        return this.#between(chunk, at);
    }
  }

  #begin(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (isBlank(byte) || byte === semicolon) continue;
      this.#headOf.begin();
      const kind = byte === minus || byte === hash ? 'line' : byte === slash ? 'block' : null;
      if (kind !== null) this.#aside.begin(kind);
      this.#state = kind === null ? head : aside;
      return at;
    }
    return at;
  }

  #pass(chunk: Buffer, from: number): number {
    const at = this.#aside.pass(chunk, from);
    if (this.#aside.ended) this.#endAside();
    return at;
  }

  #endAside(): void {
    if (this.#aside.comment !== null) this.#listener.comment(this.#aside.comment);
    this.#state = start;
  }

  #head(chunk: Buffer, from: number): number {
    const beginning = this.#headOf;
    const at = beginning.read(chunk, from);
    switch (beginning.end) {
      case 'open':
        break;
      case 'rows':
        this.#table = this.#facts(beginning.table);
        this.#tapRows(beginning.table, beginning.columns);
        this.#state = between;
        break;
      case 'create':
        this.#facts(beginning.table).created = true;
        this.#text.clear();
        this.#state = create;
        break;
      case 'delimited':
        this.#aside.begin('delimited');
        this.#state = aside;
        break;
      case 'whole':
        this.#state = start;
        break;
      case 'other':
        this.#state = skip;
    }
    return at;
  }

  #tapRows(table: string, columns: readonly string[] | null): void {
    const tap = this.#listener.tapFor(table);
    this.#tap = tap === null ? null : new RowTap(tap, columns ?? this.#table.columns);
  }

  /** The rest of a statement, to its semicolon outside of quotes; a CREATE TABLE's is kept for its columns. */
  #statement(chunk: Buffer, from: number): number {
    const keeps = this.#state === create && this.#text.length < mostCreateBytes;
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      const quotes = byte === quote || byte === doubleQuote || byte === backtick;
      if (!quotes && byte !== semicolon) continue;
      if (keeps) this.#text.add(chunk.subarray(from, at + (quotes ? 1 : 0)));
      if (quotes) this.#enter(byte, this.#state);
      else {
        if (this.#state === create) this.#facts(this.#headOf.table).columns = columnsOf(this.#text.toString());
        this.#state = start;
      }
      return at + 1;
    }
    if (keeps) this.#text.add(chunk.subarray(from));
    return chunk.length;
  }

  /** The inside of one row, and of any parentheses in it. The bytes above a comma are no concern of it: most are. */
  #tuple(chunk: Buffer, from: number): number {
    const tap = this.#tap;
    const { length } = chunk;
    for (let at = from; at < length; at += 1) {
      const byte = chunk[at] as number;
      if (byte > comma) continue;
      if (byte === quote || byte === doubleQuote) {
        at = this.#strings.find(chunk, at + 1, byte);
        if (at < length) continue;
        this.#enter(byte, tuple);
        this.#escaped = at > length;
        return length;
      }
      if (byte === comma) {
        if (tap !== null && this.#depth === 1) tap.comma(chunk, at);
      } else if (byte === open) this.#depth += 1;
      else if (byte === close && this.#closed(chunk, at)) return at + 1;
    }
    return length;
  }

  /** True when that was the end of the row. */
  #closed(chunk: Buffer, at: number): boolean {
    this.#depth -= 1;
    if (this.#depth > 0) return false;
    this.#table.rows += 1;
    this.#tap?.close(chunk, at);
    this.#state = between;
    return true;
  }

  #enter(byte: number, after: number): void {
    this.#quote = byte;
    this.#after = after;
    this.#state = quoted;
  }

  #string(chunk: Buffer, from: number): number {
    const at = this.#strings.find(chunk, from + (this.#escaped ? 1 : 0), this.#quote);
    this.#escaped = at > chunk.length;
    if (this.#after === create && this.#text.length < mostCreateBytes) this.#text.add(chunk.subarray(from, at + 1));
    if (at >= chunk.length) return chunk.length;
    this.#state = this.#after;
    return at + 1;
  }

  #between(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === comma || isBlank(byte)) continue;
      if (byte === open) {
        this.#depth = 1;
        this.#tap?.open(at + 1);
        this.#state = tuple;
        return at + 1;
      }
      this.#tap = null;
      this.#state = byte === semicolon ? start : skip;
      return byte === semicolon ? at + 1 : at;
    }
    return chunk.length;
  }

  #facts(table: string): TableFacts {
    const known = this.tables.get(table);
    if (known !== undefined) return known;
    const made: TableFacts = { created: false, rows: 0, columns: [] };
    this.tables.set(table, made);
    return made;
  }
}
