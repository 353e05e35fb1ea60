import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Closed, CorrectiveEntry, Opened, Progressed, Waived } from '../model/corrective.ts';
import { count, digest, hex, instant, nullable, object, oneOf, text, texts } from '../model/schema.ts';
import { addChained, numberedChain, type Numbered } from './numbered-chain.ts';
import type { EvidenceStore } from './stores/store.ts';

/** Where corrective actions stand, beside the reports of all runs. */
export const correctiveName = 'corrective.ndjson';

const day = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' } as const;
const place = { schemaVersion: oneOf(1), seq: count, prev: hex, at: instant, id: { type: 'string', pattern: '^CA-\\d{4,}$' } } as const;
type Line<T> = Pick<CorrectiveEntry, 'schemaVersion' | 'seq' | 'prev' | 'at' | 'id'> & T;

const isEntry = new Ajv2020({ discriminator: true }).compile<CorrectiveEntry>({
  type: 'object',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: [
    object<Line<Opened>>({
      ...place,
      type: oneOf('opened'),
      runId: text,
      drill: text,
      site: text,
      grade: oneOf('demo', 'procedure', 'production-backup'),
      finding: text,
      severity: oneOf('high', 'medium', 'low'),
      text,
      controls: texts,
      rootCause: text,
      action: text,
      owner: text,
      due: day,
    }),
    object<Line<Progressed>>({ ...place, type: oneOf('progressed'), by: text, note: text }),
    object<Line<Waived>>({ ...place, type: oneOf('waived'), by: text, reason: text, expires: day }),
    object<Line<Closed>>({
      ...place,
      type: oneOf('closed'),
      by: text,
      evidence: text,
      file: nullable(object<NonNullable<Closed['file']>>({ name: text, digest })),
      verifiedBy: object<Closed['verifiedBy']>({ runId: text, manifest: digest }),
    }),
  ],
});

const form = { name: correctiveName, what: 'entry of corrective actions', isLine: (value: unknown): value is CorrectiveEntry => isEntry(value) };

/** The corrective actions of a file's text, as far as its chain holds; `correctiveActions` says how they stand. */
export function correctiveOf(source: string): Numbered<CorrectiveEntry> {
  return numberedChain(source, form);
}

type Undated<T> = T extends unknown ? Omit<T, 'schemaVersion' | 'seq' | 'prev'> : never;

/**
 * Adds one entry, which `entryFor` makes from what stands there. @throws {DrillError} LEDGER_BROKEN, STORE_UNAVAILABLE
 */
export async function addCorrective(
  store: EvidenceStore,
  entryFor: (entries: readonly CorrectiveEntry[]) => Undated<CorrectiveEntry>,
): Promise<Numbered<CorrectiveEntry>> {
  return await addChained(store, form, entryFor);
}
