import { kindOf } from './check-drill.ts';
import { mergedTables } from './merge-maps.ts';
import { note, type Reading } from './reading.ts';
import type { SiteDocuments } from './site-reading.ts';
import { textAt, valueAt } from './values.ts';
import type { YamlDocument } from './yaml-document.ts';

/**
 * An assertion that looks at what the PHI map protects has nothing to look at where the map says that somebody attests to
 * it, or accepts it: a run would be over before anything is broken. So that is said of the drill, not after a restore.
 */
export function checkProtection(reading: Reading, drill: YamlDocument, { phiMap, included }: SiteDocuments): void {
  if (phiMap === null) return;
  const protections = new Set(mergedTables([...included, phiMap]).map((table) => textAt(table, 'protection', 'kind')));
  // What nobody has decided yet may still become what is needed.
  if ([...protections].some((kind) => kind !== 'volume' && kind !== 'none')) return;
  const list = valueAt(drill.value, ['expect']);
  for (const [index, entry] of Array.isArray(list) ? list.entries() : []) {
    const kind = kindOf(entry);
    const needed = reading.catalog.assertions.find((one) => one.kind === kind)?.needsProtection;
    if (kind === undefined || needed === undefined) continue;
    note(
      reading,
      drill,
      { path: ['expect', index] },
      {
        code: 'wrong-value',
        message: `"${kind}" has nothing to look at: this site's PHI map protects no table by ${needed.join(' or ')}`,
        hint: 'Take it out of `expect`: reports then name the encryption that is only attested as not proven. Where a plugin encrypts fields, say `kind: field` of their table in phi-map.yaml.',
      },
    );
  }
}
