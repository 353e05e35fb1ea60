import type { Json } from './json.ts';
import type { PrintJob } from './print-job.ts';

/** How a value is to be taken; said by a sign before the word, and by colour. */
export type Tone = 'good' | 'bad' | 'open' | 'calm';

/** One value of a document. */
export type Cell = string | number | { readonly code: string } | { readonly tone: Tone; readonly text: string } | { readonly lines: readonly Cell[] };

/** One bar of a drawing: shares of its width, 0 to 1. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly tone: Tone;
}

/** What a section is made of. `empty` is said where there is nothing to show: a section is never silently blank. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: Cell])[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly heads: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
      /** Shares of the width, one a column; absent: as wide as their content. */
      readonly widths?: readonly number[];
      readonly empty: string;
    }
  | { readonly kind: 'bullets'; readonly items: readonly Cell[]; readonly empty: string }
  | { readonly kind: 'callout'; readonly tone: Tone; readonly title: string; readonly items: readonly Cell[] }
  /** Lines to sign or fill in by hand; a value where it is known. */
  | { readonly kind: 'form'; readonly title: string; readonly rows: readonly (readonly [name: string, value: string | null])[] }
  | {
      readonly kind: 'bars';
      readonly caption: string;
      /** The same in words, for whoever cannot see it. */
      readonly spoken: string;
      readonly rows: readonly { readonly label: string; readonly bars: readonly Bar[]; readonly value: string }[];
      readonly ticks: readonly { readonly at: number; readonly label: string }[];
    };

export interface DocumentSection {
  readonly title: string;
  /** It begins a page and ends it, to be handed out alone. */
  readonly ownPage?: boolean;
  readonly blocks: readonly Block[];
}

/** A document as data: what every printed paper of Muster is made of. */
export interface PaperDocument {
  readonly meta: {
    readonly title: string;
    readonly subtitle: string;
    /** Stands on every page: what kind of paper this is. */
    readonly marking: readonly string[];
    /** Left in every page's header: what it belongs to. */
    readonly running: string;
    readonly contents: boolean;
    readonly keywords: readonly string[];
  };
  /** Before the first numbered section. */
  readonly front: readonly Block[];
  readonly sections: readonly DocumentSection[];
}

/** The job that typesets a document by the template `document.typ`. */
export function documentJob(document: PaperDocument, date: string, attachments: PrintJob['attachments'] = []): PrintJob {
  return { source: '#import "/document.typ": document\n#document(json("/data.json"))', data: document as unknown as Json, date, attachments };
}
