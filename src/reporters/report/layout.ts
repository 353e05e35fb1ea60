import { html } from './tag.ts';
import type { Part } from './tag.ts';

/** How a drawing lies on a screen: its labels beside the plot, or above each row where there is no room beside it. */
export interface Layout {
  readonly name: 'wide' | 'medium' | 'narrow';
  readonly stacked: boolean;
  /** Units of the drawing; about as many pixels. */
  readonly width: number;
  /** Where the plot begins and ends. */
  readonly left: number;
  readonly right: number;
  /** From one row to the next. */
  readonly row: number;
  /** Signs of a label that fit. */
  readonly signs: number;
  /** Marks of the axis that fit. */
  readonly marks: number;
}

/** One of them is shown, as the stylesheet chooses by the width of the page; on paper the first. */
export const layouts: readonly Layout[] = [
  { name: 'wide', stacked: false, width: 960, left: 250, right: 810, row: 26, signs: 36, marks: 9 },
  { name: 'medium', stacked: true, width: 640, left: 2, right: 638, row: 42, signs: 70, marks: 7 },
  { name: 'narrow', stacked: true, width: 300, left: 2, right: 298, row: 42, signs: 30, marks: 4 },
];

/** Where a bar of 12 units begins below the top of its row. */
export function barTop({ stacked }: Layout): number {
  return stacked ? 20 : 6;
}

interface RowWords {
  readonly label: string;
  readonly figure: string;
}

/** The words of a row: what it is, and its figure behind the plot or at the end of the line. */
export function rowWords(layout: Layout, y: number, { label, figure }: RowWords): Part {
  const { stacked, width, right, signs } = layout;
  const dy = stacked ? 13 : 17;
  const room = stacked ? signs + 12 - figure.length : signs;
  return html`<g
    ><text x="0" y=${y + dy}>${shorten(label, room)}</text>
    <text x=${stacked ? width : right + 12} y=${y + dy} text-anchor=${stacked ? 'end' : 'start'} class="figure">${figure}</text></g
  >`;
}

function shorten(label: string, signs: number): string {
  return label.length <= signs ? label : `${label.slice(0, signs - 1).trimEnd()}…`;
}
