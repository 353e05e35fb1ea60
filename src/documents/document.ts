import { heading, markdownOf, paragraph, type Block } from '../model/markdown.ts';
import type { Instant } from '../model/json.ts';

/** A document before it has a format. */
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
}

/** The document as Markdown; plots stay files beside it. */
export function documentMarkdown({ title, subtitle, marking, blocks }: LongDocument): string {
  return markdownOf([heading(1, title), paragraph(marking.join(' · ')), paragraph(subtitle), ...blocks]);
}
