import type { Json } from '../model/json.ts';
import type { LongDocument } from './document.ts';

/** What the typesetting room is given for a document: markup of ours that lays out any tree of blocks, and the tree as data. */
export function documentPage(document: LongDocument): { readonly source: string; readonly data: Json; readonly date: string } {
  const { title, subtitle, marking, at, blocks, charts } = document;
  const data = {
    meta: { title, subtitle, marking: [...marking], running: `${title} · ${at.slice(0, 10)}`, contents: true },
    blocks,
    charts: Object.fromEntries(charts),
  };
  // Through JSON, as the compiler reads it: nodes hold nothing else.
  return { source: '#import "/tree.typ": tree\n#tree(json("/data.json"))', data: JSON.parse(JSON.stringify(data)) as Json, date: at };
}
