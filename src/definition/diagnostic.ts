import { printable } from '../model/printable.ts';

/** A file's text, and how it is called in messages. */
export interface Source {
  /** Absolute. */
  readonly path: string;
  readonly display: string;
  /** With `\n` at the end of each line and without a byte order mark. */
  readonly text: string;
  /** Exactly what the file holds, for digests. */
  readonly raw: string;
}

/** What is wrong with a definition, where, and what to do: one problem each. */
export interface Diagnostic {
  /** Kebab-case and stable, for scripts. */
  readonly code: DiagnosticCode;
  /** One line an operator can act on. */
  readonly message: string;
  /** As it is shown: relative to where the command runs. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly col: number;
  /** The line and a caret below; empty where there is no text to show. */
  readonly excerpt: string;
  readonly hint: string;
  /** The nearest valid name. */
  readonly nearest?: string;
}

type DiagnosticCode =
  | 'unreadable'
  | 'too-large'
  | 'not-text'
  | 'empty'
  | 'yaml'
  | 'duplicate-key'
  | 'too-many-aliases'
  | 'too-deep'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  | 'wrong-value'
  | 'unknown-kind'
  | 'needs-parameters'
  | 'missing-file'
  | 'outside'
  | 'markdown'
  | 'step'
  | 'duplicate'
  | 'unknown-reference'
  | 'cycle'
  | 'order'
  | 'unsupported'
  | 'expired'
  | 'not-here'
  | 'undecided';

/** What a rule says; where it stands is added by `diagnose`. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint: string;
  readonly nearest?: string | undefined;
}

/** Offsets into a source's text; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Puts a problem at its place: line, column, excerpt with caret. */
export function diagnose(source: Source, span: Span, problem: Problem): Diagnostic {
  const start = Math.min(Math.max(0, span.start), source.text.length);
  const lineStart = source.text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = endOfLine(source.text, start);
  const line = countLines(source.text, lineStart) + 1;
  const col = Array.from(source.text.slice(lineStart, start)).length + 1;
  return {
    code: problem.code,
    message: printable(problem.message),
    file: printable(source.display),
    line,
    col,
    excerpt: excerptOf(source.text.slice(lineStart, lineEnd), { line, from: start - lineStart, to: Math.min(span.end, lineEnd) - lineStart }),
    hint: printable(problem.hint),
    ...(problem.nearest === undefined ? {} : { nearest: problem.nearest }),
  };
}

/** The line of a span's start, from 1. */
export function lineOf(source: Source, span: Span): number {
  return countLines(source.text, span.start) + 1;
}

/** A problem of a file that has no text to show. */
export function diagnoseFile(display: string, problem: Problem): Diagnostic {
  return {
    code: problem.code,
    message: printable(problem.message),
    file: printable(display),
    line: 1,
    col: 1,
    excerpt: '',
    hint: printable(problem.hint),
    ...(problem.nearest === undefined ? {} : { nearest: problem.nearest }),
  };
}

/** Sorted by file and place; the same problem at the same place once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(diagnostics.map((one) => [`${one.file}\0${one.line}\0${one.col}\0${one.message}`, one]));
  return [...unique.values()].toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.col - b.col || compare(a.message, b.message));
}

/** As a terminal shows it; the first line alone says where and what. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const first = `${diagnostic.file}:${diagnostic.line}:${diagnostic.col}: ${diagnostic.message}`;
  return [first, ...(diagnostic.excerpt === '' ? [] : [diagnostic.excerpt]), `  ${diagnostic.hint}`].join('\n');
}

const excerptColumns = 110;

function excerptOf(text: string, at: { line: number; from: number; to: number }): string {
  // A long line is cut around the place that is meant.
  const cut = at.from > excerptColumns - 30 ? at.from - 40 : 0;
  const shown = text.slice(cut, cut + excerptColumns).replace(/[\t\r]/gu, ' ');
  const before = printable(shown.slice(0, at.from - cut));
  const marked = printable(shown.slice(at.from - cut, Math.max(at.to, at.from + 1) - cut));
  const number = String(at.line);
  const gutter = ' '.repeat(number.length);
  const caret = `${' '.repeat([...before].length)}${'^'.repeat(Math.max(1, [...marked].length))}`;
  return `  ${number} | ${printable(shown)}\n  ${gutter} | ${caret}`;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
