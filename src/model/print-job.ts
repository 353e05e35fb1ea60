import type { Instant, Json } from './json.ts';

/** A file inside a PDF, for whoever wants the data behind it. */
export interface Attachment {
  /** Plain file name. */
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly mimeType: string;
  readonly description: string;
  /** What it is to the document: what it was made from, what stands in it, or what goes beyond it. */
  readonly relationship: 'source' | 'data' | 'alternative' | 'supplement';
}

/** One document to typeset: what is said (`data`), how it is laid out (`source`), and when it says so. */
export interface PrintJob {
  /** Typst markup, our own. It reads `json("/data.json")` and imports `/house.typ` and its neighbours; nothing of the host. */
  readonly source: string;
  readonly data: Json;
  /** The document's date, to the second; the clock is never read. */
  readonly date: Instant;
  readonly attachments?: readonly Attachment[];
}
