import type { PhrasingContent, RootContent, TableRow } from 'mdast';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { toMarkdown } from 'mdast-util-to-markdown';

/** Running text: plain, or with parts such as `code` in it. What stands in plain text never becomes markup. */
export type Words = string | readonly (string | PhrasingContent)[];

/** A block of a document; documents are lists of these, and every format is made from the same tree. */
export type Block = RootContent;

export function code(value: string): PhrasingContent {
  return { type: 'inlineCode', value: oneLine(value) };
}

export function link(url: string, value: string): PhrasingContent {
  return { type: 'link', url, children: [{ type: 'text', value: oneLine(value) }] };
}

export function heading(depth: 1 | 2 | 3 | 4, words: Words): Block {
  return { type: 'heading', depth, children: phrasing(words) };
}

export function paragraph(words: Words): Block {
  return { type: 'paragraph', children: phrasing(words) };
}

export function bullets(items: readonly Words[]): Block {
  return {
    type: 'list',
    ordered: false,
    spread: false,
    children: items.map((words) => ({ type: 'listItem', spread: false, children: [{ type: 'paragraph', children: phrasing(words) }] })),
  };
}

/** The first row is the head. */
export function table(rows: readonly (readonly Words[])[]): Block {
  return {
    type: 'table',
    children: rows.map((row): TableRow => ({ type: 'tableRow', children: row.map((cell) => ({ type: 'tableCell', children: phrasing(cell) })) })),
  };
}

/** A fenced block of text in a language, shown as it is. */
export function fenced(lang: string, value: string): Block {
  return { type: 'code', lang, value };
}

/** The document as Markdown with tables (GFM), ended by a line end; escaping is the serialiser's. */
export function markdownOf(blocks: readonly Block[]): string {
  return toMarkdown({ type: 'root', children: [...blocks] }, { extensions: [gfmTableToMarkdown({ tablePipeAlign: false })], bullet: '-' });
}

function phrasing(words: Words): PhrasingContent[] {
  const parts = typeof words === 'string' ? [words] : words;
  return parts.map((part) => (typeof part === 'string' ? { type: 'text', value: oneLine(part) } : part));
}

/** What stands in a name cannot end its heading or row. */
function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ');
}
