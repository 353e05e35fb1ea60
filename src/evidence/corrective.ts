import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Closed, CorrectiveEntry, Opened, Progressed, Waived } from '../model/corrective.ts';
import { count, digest, hex, instant, nullable, object, oneOf, optional, text, texts } from '../model/schema.ts';
import { addChained, numberedChain, type Numbered } from './numbered-chain.ts';
import { signatureDoubt } from './signed-statement.ts';
import type { Signer } from './signer.ts';
import type { EvidenceStore } from './stores/store.ts';

/** Where corrective actions stand, beside the reports of all runs. */
export const correctiveName = 'corrective.ndjson';

const day = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' } as const;
const place = {
  schemaVersion: oneOf(1),
  seq: count,
  prev: hex,
  at: instant,
  id: { type: 'string', pattern: '^CA-\\d{4,}$' },
  keyId: optional(text),
  publicKey: optional(text),
  signature: optional(text),
} as const;
type Line<T> = Pick<CorrectiveEntry, 'schemaVersion' | 'seq' | 'prev' | 'at' | 'id' | 'keyId' | 'publicKey' | 'signature'> & T;

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

const form = {
  name: correctiveName,
  what: 'entry of corrective actions',
  isLine: (value: unknown): value is CorrectiveEntry => isEntry(value),
  doubt,
};

/** An entry may be unsigned; one that says who signed it must hold. */
function doubt({ keyId, publicKey, signature, ...said }: CorrectiveEntry): string | null {
  if (keyId === undefined && publicKey === undefined && signature === undefined) return null;
  return signatureDoubt({ ...said, keyId: keyId ?? '', publicKey: publicKey ?? '', signature: signature ?? '' });
}

/** The corrective actions of a file's text, as far as its chain holds; `correctiveActions` says how they stand. */
export function correctiveOf(source: string): Numbered<CorrectiveEntry> {
  return numberedChain(source, form);
}

type Undated<T> = T extends unknown ? Omit<T, 'schemaVersion' | 'seq' | 'prev'> : never;

/**
 * Adds one entry, which `entryFor` makes from what stands there; signed where there is a signer.
 * @throws {DrillError} LEDGER_BROKEN, STORE_UNAVAILABLE, KEY_UNUSABLE
 */
export async function addCorrective(
  store: EvidenceStore,
  entryFor: (entries: readonly CorrectiveEntry[]) => Undated<CorrectiveEntry>,
  signer: Signer | null = null,
): Promise<Numbered<CorrectiveEntry>> {
  return await addChained(store, form, entryFor, signer);
}
