import { createTwoFilesPatch } from 'diff';
import { fenced, heading, paragraph, type Block } from '../model/markdown.ts';
import type { LongDocument } from '../model/document.ts';
import { documentMarkdown } from './text.ts';

/** What differs between two versions of a document, line by line, as a part of its own; says so when nothing does. */
export function comparison(before: LongDocument, now: LongDocument): readonly Block[] {
  const [old, current] = [documentMarkdown(before), documentMarkdown(now)];
  const title = heading(2, 'What changed');
  if (old === current) return [title, paragraph('Nothing: both versions say the same.')];
  return [
    title,
    paragraph(`Against the version whose cover says: ${before.subtitle}`),
    fenced('diff', createTwoFilesPatch('before', 'now', old, current, undefined, undefined, { context: 1 }).trimEnd()),
  ];
}
