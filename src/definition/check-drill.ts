import { durationSeconds } from '../model/duration.ts';
import { checkRole } from './check-people.ts';
import { note, type Reading } from './reading.ts';
import { textAt, textsAt, valueAt } from './values.ts';
import { isRecord, type YamlDocument } from './yaml-document.ts';

/** What a drill says twice, what contradicts itself, and whom its incident names. */
export function checkDrill(
  reading: Reading,
  drill: YamlDocument,
  ids: { readonly roles: readonly string[] | null; readonly associates: readonly string[] },
): void {
  checkExpect(reading, drill);
  checkRole(reading, { document: drill, path: ['incident', 'declare'] }, textAt(drill.value, 'incident', 'declare'), ids.roles);
  for (const { value, path } of textsAt(drill.value, 'incident', 'notify')) {
    if (!ids.associates.includes(value)) checkRole(reading, { document: drill, path }, value, ids.roles);
  }
  const rto = durationSeconds(textAt(drill.value, 'objectives', 'rto') ?? '');
  const mtd = durationSeconds(textAt(drill.value, 'objectives', 'mtd') ?? '');
  if (rto !== null && mtd !== null && mtd < rto)
    note(
      reading,
      drill,
      { path: ['objectives', 'mtd'] },
      {
        code: 'wrong-value',
        message: 'objectives.mtd is shorter than objectives.rto',
        hint: 'The maximum tolerable downtime is at least the recovery time objective.',
      },
    );
}

/** The kind of an entry of `fault` or `expect`: a bare name, or the one key of a mapping. */
export function kindOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  return isRecord(entry) ? Object.keys(entry)[0] : undefined;
}

/** Results are told apart by the assertion's kind, so each may stand once. */
function checkExpect(reading: Reading, drill: YamlDocument): void {
  const list = valueAt(drill.value, ['expect']);
  const seen = new Set<string>();
  for (const [index, entry] of Array.isArray(list) ? list.entries() : []) {
    const kind = kindOf(entry);
    if (kind !== undefined && seen.has(kind))
      note(reading, drill, { path: ['expect', index] }, { code: 'duplicate', message: `the expectation "${kind}" stands twice`, hint: 'Keep one of the two.' });
    if (kind !== undefined) seen.add(kind);
  }
}
