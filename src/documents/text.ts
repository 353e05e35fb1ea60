import type { LongDocument } from '../model/document.ts';
import { heading, markdownOf, paragraph } from '../model/markdown.ts';

/** The document as Markdown; plots stay files beside it. */
export function documentMarkdown({ title, subtitle, marking, blocks }: LongDocument): string {
  return markdownOf([heading(1, title), paragraph(marking.join(' · ')), paragraph(subtitle), ...blocks]);
}
