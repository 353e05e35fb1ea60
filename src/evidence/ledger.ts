import { Ajv2020 } from 'ajv/dist/2020.js';
import { DrillError } from '../model/errors.ts';
import type { LedgerEnd, LedgerEntry, LedgerStart } from '../model/ledger.ts';
import { count, digest, flag, hex, instant, nullable, object, oneOf, text, texts } from '../model/schema.ts';
import { chainOf, lineOf } from './chained-lines.ts';
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

/** What the first line of a ledger follows. */
const firstOfLedger = '0'.repeat(64);

export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  /** Where and why its chain breaks; null when it does not. */
  readonly problem: string | null;
  /** SHA-256 of the last line; null when the chain is broken. */
  readonly head: string | null;
}

/** The ledger of a text, as far as its chain holds. It cannot find whole lines that were cut off its end: anchor its head. */
export function ledgerOf(source: string): Ledger {
  const form = { first: firstOfLedger, isLine: (value: unknown): value is LedgerEntry => isEntry(value), what: 'entry of a ledger' };
  const { lines, problem, head } = chainOf(source, 'ledger.ndjson', form);
  const misplaced = lines.find(({ value }, index) => value.seq !== index);
  if (misplaced !== undefined) return { entries: [], problem: `ledger.ndjson:${misplaced.number}: is not the entry of that number`, head: null };
  return { entries: lines.map(({ value }) => value), problem, head };
}

type Undated<T> = T extends unknown ? Omit<T, 'schemaVersion' | 'seq' | 'prev'> : never;
/** What a caller says; the ledger gives it its place. */
export type NewEntry = Undated<LedgerEntry>;

/** How often somebody else may be quicker. */
const tries = 20;

/**
 * Adds one entry at the end, whoever else writes at the same time. Returns the ledger with it.
 * @throws {DrillError} LEDGER_BROKEN, STORE_UNAVAILABLE
 */
export async function addEntry(store: EvidenceStore, entry: NewEntry): Promise<Ledger> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const before = await store.readLedger();
    const { entries, problem, head } = ledgerOf(before);
    if (problem !== null || head === null) throw new DrillError('LEDGER_BROKEN', `${store.where}: ${problem ?? 'the chain is broken'}.`);
    const whole = { schemaVersion: 1 as const, seq: entries.length, prev: head, ...entry };
    const line = lineOf(whole);
    if (await store.addToLedger(line, before)) return ledgerOf(before + line);
  }
  throw new DrillError('STORE_UNAVAILABLE', `${store.where}: others wrote to the ledger ${tries} times in between.`);
}
