import type { PhrasingContent } from 'mdast';
import type { Instant, Json } from './json.ts';
import { bullets, heading, paragraph, table, type Block, type Words } from './markdown.ts';
import type { PrintJob } from './print-job.ts';

/** How a value is to be taken; said by a sign before the word, and by colour. */
export type Tone = 'good' | 'bad' | 'open' | 'calm';

/**
 * What a node says about its looks on paper, beside what it says: Markdown and HTML leave it out, and nothing is lost by
 * that. On a heading `ownPage`: it begins a page and ends it, to be handed out alone.
 */
interface Looks {
  readonly tone?: Tone;
  readonly quiet?: boolean;
  readonly ownPage?: boolean;
  readonly caption?: boolean;
  /** A table is names and values; or lines to fill in by hand; or a drawing, with the same in words. */
  readonly as?: 'facts' | 'form' | 'bars';
  /** Shares of the width, one a column. */
  readonly widths?: readonly number[];
  readonly bars?: readonly (readonly Bar[])[];
  readonly ticks?: readonly { readonly at: number; readonly label: string }[];
  readonly spoken?: string;
}

declare module 'mdast' {
  interface Data {
    looks?: Looks;
  }
}

/** A document before it has a format: one tree of blocks, from which each format is made. */
export interface LongDocument {
  readonly title: string;
  readonly subtitle: string;
  /** Words that stand on every page, such as `No PHI`. */
  readonly marking: readonly string[];
  /** The date that it speaks of; formats carry it instead of the clock's. */
  readonly at: Instant;
  readonly blocks: readonly Block[];
  /** Plots by the address that an image block names, e.g. `charts/rto.svg`. */
  readonly charts: ReadonlyMap<string, string>;
  /** Left in every page's header: what it belongs to. Default: title and day. */
  readonly running?: string;
  /** False: too short for a table of contents. */
  readonly contents?: boolean;
  readonly keywords?: readonly string[];
}

/** The job that typesets a document. */
export function documentJob(document: LongDocument, attachments: PrintJob['attachments'] = []): PrintJob {
  const { title, subtitle, marking, at, blocks, charts, contents = true, keywords = [], running = `${title} · ${at.slice(0, 10)}` } = document;
  const data = { meta: { title, subtitle, marking, running, contents, keywords }, blocks, charts: Object.fromEntries(charts) };
  // Through JSON, as the compiler reads it: nodes hold nothing else.
  return { source: '#import "/tree.typ": tree\n#tree(json("/data.json"))', data: JSON.parse(JSON.stringify(data)) as Json, date: at, attachments };
}

/** A word with its tone; strong where there is no colour. */
export function toned(tone: Tone, word: string): PhrasingContent {
  return { ...strong(word), data: { looks: { tone } } };
}

/** Words that explain, smaller. */
export function note(words: string): Block {
  return looking(paragraph([{ type: 'emphasis', children: [{ type: 'text', value: words }] }]), { quiet: true });
}

/** One value. */
export type Cell = Words | PhrasingContent | number;

/** Values on lines of their own within one cell. */
export function lines(values: readonly (string | PhrasingContent)[]): Words {
  return values.flatMap((value, index) => (index === 0 ? [value] : [{ type: 'break' as const }, value]));
}

/** The heading of a section that stands on a page of its own, to be handed out alone. */
export function ownPage(title: string): Block {
  return looking(heading(2, title), { ownPage: true });
}

/** Names and values. */
export function facts(rows: readonly (readonly [name: string, value: Cell])[]): Block {
  return looking(table([['What', 'Value'], ...rows.map(([name, value]) => [name, wordsOf(value)])]), { as: 'facts' });
}

/** Lines to sign or fill in by hand; a value where it is known. */
export function form(title: string, rows: readonly (readonly [name: string, value: string | null])[]): Block {
  return looking(table([[title, ''], ...rows.map(([name, value]) => [name, value ?? ''])]), { as: 'form' });
}

/** What must be seen first: a title, and a list under it; one sentence stands without a sign. */
export function callout(tone: Tone, title: string, items: readonly string[]): Block {
  const [only = '', ...more] = items;
  return {
    type: 'blockquote',
    children: [paragraph([strong(title)]), more.length === 0 ? paragraph(only) : bullets(items)].filter(inQuote),
    data: { looks: { tone } },
  };
}

function inQuote(block: Block): block is Extract<Block, { readonly type: 'paragraph' | 'list' }> {
  return block.type === 'paragraph' || block.type === 'list';
}

/** One bar of a drawing: shares of its width, 0 to 1. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly tone: Tone;
}

interface Bars {
  readonly caption: string;
  /** The same in words, for whoever cannot see it. */
  readonly spoken: string;
  readonly rows: readonly { readonly label: string; readonly bars: readonly Bar[]; readonly value: string }[];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** A drawing of bars; where there is no paper, a table of what they show. */
export function bars({ caption, spoken, rows, ticks }: Bars): Block {
  const words = table([[caption, ''], ...rows.map(({ label, value }) => [label, value])]);
  return looking(words, { as: 'bars', spoken, ticks, bars: rows.map((row) => row.bars) });
}

/** A list; what is said where it is empty: a section is never silently blank. */
export function listed(items: readonly Cell[], empty = 'None.'): Block {
  return items.length === 0 ? note(empty) : bullets(items.map(wordsOf));
}

/** A column: its head, its share of the width, and what stands in it. */
export type Column<Row> = readonly [head: string, width: number, cell: (row: Row) => Cell];

/** A table under its caption; what is said where it is empty. */
export function captioned<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[], empty: string): readonly Block[] {
  const head = looking(paragraph([strong(caption)]), { caption: true });
  if (rows.length === 0) return [head, note(empty)];
  const cells = rows.map((row) => columns.map(([, , cell]) => wordsOf(cell(row))));
  return [head, looking(table([columns.map(([name]) => name), ...cells]), { widths: columns.map(([, width]) => width) })];
}

function wordsOf(cell: Cell): Words {
  if (typeof cell === 'number') return String(cell);
  return typeof cell === 'object' && 'type' in cell ? [cell] : cell;
}

function strong(words: string): PhrasingContent {
  return { type: 'strong', children: [{ type: 'text', value: words }] };
}

function looking<T extends Block>(block: T, looks: Looks): T {
  return { ...block, data: { ...block.data, looks } };
}
