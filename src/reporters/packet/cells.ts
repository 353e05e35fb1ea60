import type { Block, Cell, Tone } from '../../model/document.ts';
import type { DrillResult } from '../../model/result.ts';
import { durationWords } from '../../model/words.ts';
import { verdictWords } from '../report/pieces.ts';

/** The verdict as every paper says it. */
export function verdictCell(verdict: DrillResult['verdict']): Cell {
  const { tone, word } = verdictWords[verdict];
  return { tone, text: word };
}

/** A duration against what it may be. */
export function againstCell(seconds: number | null, objective: number): Cell {
  if (seconds === null) return { tone: 'open', text: `not measured (objective ${durationWords(objective)})` };
  const within = seconds <= objective;
  return { tone: within ? 'good' : 'bad', text: `${durationWords(seconds)}, ${within ? 'within' : 'over'} the objective of ${durationWords(objective)}` };
}

export function toned(tone: Tone, word: string): Cell {
  return { tone, text: word };
}

export function code(value: string): Cell {
  return value === '' ? 'none' : { code: value };
}

export function text(value: string): Block {
  return { kind: 'text', text: value };
}

export function note(value: string): Block {
  return { kind: 'note', text: value };
}

export function heading(value: string): Block {
  return { kind: 'heading', text: value };
}

export function facts(rows: readonly (readonly [name: string, value: Cell])[]): Block {
  return { kind: 'facts', rows };
}

export function bullets(items: readonly Cell[], empty = 'None.'): Block {
  return { kind: 'bullets', items, empty };
}

/** A column: its head, its share of the width, and what stands in it. */
export type Column<Row> = readonly [head: string, width: number, cell: (row: Row) => Cell];

export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[], empty: string): Block {
  return {
    kind: 'table',
    caption,
    heads: columns.map(([head]) => head),
    widths: columns.map(([, width]) => width),
    rows: rows.map((row) => columns.map(([, , cell]) => cell(row))),
    empty,
  };
}
