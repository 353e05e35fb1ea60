import { Ajv2020 } from 'ajv/dist/2020.js';
import type { LedgerEnd, LedgerEntry, LedgerStart } from '../model/ledger.ts';
import { count, digest, flag, hex, instant, nullable, object, oneOf, text, texts } from '../model/schema.ts';
import { addChained, numberedChain, type Numbered } from './numbered-chain.ts';
import type { EvidenceStore } from './stores/store.ts';

const place = { schemaVersion: oneOf(1), seq: count, prev: hex, at: instant, runId: text, drill: text, site: text };

/** A line of ledger.ndjson. */
const ledgerSchema = {
  type: 'object',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: [
    object<LedgerStart>({ ...place, type: oneOf('started'), plan: digest, preparedBy: text }),
    object<LedgerEnd>({
      ...place,
      type: oneOf('ended'),
      verdict: oneOf('pass', 'inconclusive', 'fail'),
      grade: oneOf('demo', 'procedure', 'production-backup'),
      state: text,
      journalHead: hex,
      manifest: nullable(digest),
      keyId: nullable(text),
      withheld: flag,
      findings: texts,
    }),
  ],
} as const;

const isEntry = new Ajv2020({ discriminator: true }).compile<LedgerEntry>(ledgerSchema);

const form = { name: 'ledger.ndjson', what: 'entry of a ledger', isLine: (value: unknown): value is LedgerEntry => isEntry(value) };

export type Ledger = Numbered<LedgerEntry>;

/** The ledger of a text, as far as its chain holds. */
export function ledgerOf(source: string): Ledger {
  return numberedChain(source, form);
}

type Undated<T> = T extends unknown ? Omit<T, 'schemaVersion' | 'seq' | 'prev'> : never;
/** What a caller says; the ledger gives it its place. */
export type NewEntry = Undated<LedgerEntry>;

/**
 * Adds one entry at the end, whoever else writes at the same time. Returns the ledger with it.
 * @throws {DrillError} LEDGER_BROKEN, STORE_UNAVAILABLE
 */
export async function addEntry(store: EvidenceStore, entry: NewEntry): Promise<Ledger> {
  return await addChained(store, form, () => entry);
}
