import type { DrillResult } from '../../model/result.ts';
import { citationSlug } from '../citations.ts';
import { html } from './tag.ts';
import type { Part } from './tag.ts';

export type Tone = 'good' | 'bad' | 'open' | 'calm';

const symbols: Readonly<Record<Tone, string>> = { good: '✓', bad: '✕', open: '!', calm: '–' };

/** A word with its symbol; colour only repeats what both say. */
export function mark(tone: Tone, word: string): Part {
  return html`<span class=${`mark ${tone}`}><span aria-hidden="true">${symbols[tone]}</span>${' '}${word}</span>`;
}

export const verdictWords: Readonly<Record<DrillResult['verdict'], { readonly tone: Tone; readonly word: string }>> = {
  pass: { tone: 'good', word: 'Pass' },
  fail: { tone: 'bad', word: 'Fail' },
  inconclusive: { tone: 'open', word: 'Inconclusive' },
};

/** An instant as a person reads it: `2026-11-23 09:30:08.100 UTC`; `not recorded` for null. */
export function utc(instant: string | null): string {
  return instant === null ? 'not recorded' : `${instant.slice(0, 10)} ${clockTime(instant)} UTC`;
}

/** Only the time of day: `09:30:08.100`. */
export function clockTime(instant: string): string {
  return instant.slice(11).replace(/Z$/u, '');
}

/** A link to the place itself, to be copied. */
export function anchor(id: string, name: string): Part {
  return html`<a class="anchor" href=${`#${id}`} aria-label=${`Link to “${name}”`}>#</a>`;
}

/** What the filter of the page looks at: verdict and citations of a row or an article. */
export function filterable(verdict: DrillResult['verdict'] | null, controls: readonly string[]): Readonly<Record<string, string>> {
  return { ...(verdict === null ? {} : { 'data-verdict': verdict }), 'data-controls': controls.map(citationSlug).join(' ') };
}

/** A section with its heading; numbered by the stylesheet. */
export function section(id: string, heading: string, ...parts: readonly Part[]): Part {
  return html`<section id=${id} aria-labelledby=${`${id}-h`}>
    <h2 id=${`${id}-h`}>${heading}${anchor(id, heading)}</h2>
    ${parts}
  </section>`;
}

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Part | number;
  readonly kind?: 'number' | 'code' | 'wide';
}

/** A table that scrolls by itself when the page is narrow; `none` stands for an empty one, `row` gives a row its attributes. */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  none: string | { readonly none: string; readonly row: (row: Row) => Readonly<Record<string, string>> } = 'None.',
): Part {
  const attributes = typeof none === 'string' ? (): object => ({}) : none.row;
  if (rows.length === 0) return html`<p class="none">${typeof none === 'string' ? none : none.none}</p>`;
  return html`<div class="scroll" role="region" aria-label=${caption} tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" class=${column.kind ?? ''}>${column.head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr ...${attributes(row)}>
              ${columns.map((column, index) => cell(column, row, index))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function cell<Row>(column: Column<Row>, row: Row, index: number): Part {
  const content = column.cell(row);
  return index === 0
    ? html`<th scope="row" class=${column.kind ?? ''}>${content}</th>`
    : html`<td class=${column.kind ?? ''} data-head=${column.head}>${content}</td>`;
}

/** Names and values as a definition list. */
export function facts(rows: readonly (readonly [name: string, value: Part | number])[]): Part {
  return html`<dl class="facts">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

export function code(text: string): Part {
  return html`<code>${text}</code>`;
}

/** A list of sentences. */
export function bullets(items: readonly Part[]): Part {
  return html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
}

/** Names and simple values of an object on one line: `reads 212, unlogged 0`. */
export function pairs(object: Readonly<Record<string, unknown>>): string {
  return Object.entries(object)
    .map(([key, value]) => `${spaced(key)} ${isCounts(value) ? `(${pairs(value)})` : String(value)}`)
    .join(', ');
}

/** `brokenLinks` as a reader has it: `broken links`; a name with a hyphen, and a unit, stay. */
function spaced(key: string): string {
  return key.replace(/(?<=[a-z])[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`).replace(/ mib$/u, ' MiB');
}

function isCounts(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** HIPAA citations as an auditor writes them. */
export function citations(controls: readonly string[]): string {
  return controls.map((control) => (/^\d+\.\d+/u.test(control) ? `45 CFR § ${control}` : control)).join('; ');
}
