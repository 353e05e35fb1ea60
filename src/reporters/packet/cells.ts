import type { PhrasingContent } from 'mdast';
import { ownPage, toned, type Cell } from '../../model/document.ts';
import * as markdown from '../../model/markdown.ts';
import type { Block } from '../../model/markdown.ts';
import type { DrillResult } from '../../model/result.ts';
import { durationWords } from '../../model/words.ts';
import { verdictWords } from '../report/pieces.ts';

export { bars, callout, facts, form, lines, note, toned, type Bar, type Cell } from '../../model/document.ts';
export { listed as bullets, captioned as table } from '../../model/document.ts';

/** A section of a paper. */
export interface Section {
  readonly title: string;
  /** It begins a page and ends it, to be handed out alone. */
  readonly ownPage?: boolean;
  readonly blocks: readonly (Block | readonly Block[])[];
}

/** The blocks of sections, each under its heading. */
export function blocksOf(sections: readonly Section[]): readonly Block[] {
  return sections.flatMap(({ title, ownPage: alone = false, blocks }) => [alone ? ownPage(title) : markdown.heading(2, title), ...blocks.flat()]);
}

/** The verdict as every paper says it. */
export function verdictCell(verdict: DrillResult['verdict']): Cell {
  const { tone, word } = verdictWords[verdict];
  return toned(tone, word);
}

/** A duration against what it may be. */
export function againstCell(seconds: number | null, objective: number): Cell {
  if (seconds === null) return toned('open', `not measured (objective ${durationWords(objective)})`);
  const within = seconds <= objective;
  return toned(within ? 'good' : 'bad', `${durationWords(seconds)}, ${within ? 'within' : 'over'} the objective of ${durationWords(objective)}`);
}

export function code(value: string): string | PhrasingContent {
  return value === '' ? 'none' : markdown.code(value);
}

export function text(value: string): Block {
  return markdown.paragraph(value);
}

export function heading(value: string): Block {
  return markdown.heading(3, value);
}
