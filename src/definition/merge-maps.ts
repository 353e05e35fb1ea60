import type { PhiMapDocument } from './documents.ts';
import { nameList } from './nearest.ts';
import { note, type Reading } from './reading.ts';
import { recordsAt, textAt } from './values.ts';
import type { YamlDocument } from './yaml-document.ts';

type TableDocument = PhiMapDocument['tables'][number];
/** A table after all maps have spoken: what `checkWholeMap` found complete. */
export type WholeTable = TableDocument & Required<Pick<TableDocument, 'class' | 'tier' | 'protection'>>;

/**
 * The tables of a map and of those that it includes, the including map last: what a map says of a table stands in the
 * place of what an included one says of the same, key by key. What no map says comes from `defaults`, the last one's
 * first.
 */
export function mergedTables(documents: readonly YamlDocument[]): readonly WholeTable[] {
  const maps = documents.map((map) => map.value as PhiMapDocument);
  const defaults = maps.reduce((sum, map) => ({ ...sum, ...map.defaults }), {});
  const tables = new Map<string, TableDocument>();
  for (const table of maps.flatMap((map) => map.tables)) tables.set(table.table, { ...tables.get(table.table), ...table });
  return [...tables.values()].map((table) => ({ ...defaults, ...table }) as WholeTable);
}

/** Says of each table what no map says of it: class, tier, protection; of a compared one also key and columns. */
export function checkWholeMap(reading: Reading, documents: readonly YamlDocument[]): void {
  const needed = ['class', 'tier', 'protection'] as const;
  for (const table of mergedTables(documents)) {
    const wanted = table.class === 'volatile' ? needed : ([...needed, 'key', 'columns'] as const);
    const missing = wanted.filter((key) => table[key] === undefined);
    const at = missing.length === 0 ? null : lastMention(documents, table.table);
    if (at === null) continue;
    note(
      reading,
      at.document,
      { path: [...at.path, 'table'] },
      {
        code: 'missing-key',
        message: `the table "${table.table}" lacks ${nameList(missing)}`,
        hint: missing.includes('protection')
          ? 'Say how it is protected here, or for all tables that say nothing under `defaults: { protection: … }`.'
          : 'Say it here, or name a table of an included map.',
      },
    );
  }
}

function lastMention(
  documents: readonly YamlDocument[],
  name: string,
): { readonly document: YamlDocument; readonly path: readonly (string | number)[] } | null {
  for (const document of documents.toReversed()) {
    const found = recordsAt(document.value, 'tables').find(({ value }) => textAt(value, 'table') === name);
    if (found !== undefined) return { document, path: found.path };
  }
  return null;
}
