import { note, type Reading } from './reading.ts';
import { nameList, nearest } from './nearest.ts';
import { recordsAt, textAt } from './values.ts';
import type { YamlDocument } from './yaml-document.ts';

/** Rules of a control catalogue that its schema cannot say: one entry for each citation, and sources that exist. */
export function checkControls(reading: Reading, document: YamlDocument): void {
  const sources = recordsAt(document.value, 'sources').flatMap(({ value }) => textAt(value, 'id') ?? []);
  const lists: readonly (readonly (string | number)[])[] = [['rule'], ...recordsAt(document.value, 'profiles').map(({ path }) => [...path, 'rule'])];
  for (const list of lists) {
    once(reading, document, list);
    for (const { value, path } of recordsAt(document.value, ...list))
      known(reading, document, { source: textAt(value, 'source'), path: [...path, 'source'], sources });
  }
  for (const { value, path } of recordsAt(document.value, 'profiles'))
    known(reading, document, { source: textAt(value, 'source'), path: [...path, 'source'], sources });
  known(reading, document, { source: textAt(document.value, 'defaults', 'source'), path: ['defaults', 'source'], sources });
}

function once(reading: Reading, document: YamlDocument, list: readonly (string | number)[]): void {
  const seen = new Set<string>();
  for (const { value, path } of recordsAt(document.value, ...list)) {
    const citation = textAt(value, 'citation');
    if (citation === undefined) continue;
    if (seen.has(citation))
      note(
        reading,
        document,
        { path: [...path, 'citation'] },
        { code: 'duplicate', message: `the citation "${citation}" stands twice`, hint: 'Keep one entry for each citation.' },
      );
    seen.add(citation);
  }
}

function known(
  reading: Reading,
  document: YamlDocument,
  { source, path, sources }: { readonly source: string | undefined; readonly path: readonly (string | number)[]; readonly sources: readonly string[] },
): void {
  if (source === undefined || sources.includes(source)) return;
  const meant = nearest(source, sources);
  note(
    reading,
    document,
    { path },
    {
      code: 'unknown-reference',
      message: `there is no source "${source}"`,
      hint: meant === undefined ? `There are: ${nameList(sources)}.` : `Did you mean "${meant}"?`,
      nearest: meant,
    },
  );
}
