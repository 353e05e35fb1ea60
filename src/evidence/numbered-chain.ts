import { DrillError } from '../model/errors.ts';
import { chainOf, lineOf, type Chained } from './chained-lines.ts';
import { signed } from './signed-statement.ts';
import type { Signer } from './signer.ts';
import type { EvidenceStore } from './stores/store.ts';

/** A chained line that also has a number, from 0. */
export interface NumberedLine extends Chained {
  readonly schemaVersion: 1;
  readonly seq: number;
}

export interface Numbered<T> {
  readonly entries: readonly T[];
  /** Where and why the chain breaks; null when it does not. */
  readonly problem: string | null;
  /** SHA-256 of the last line; null when the chain is broken. */
  readonly head: string | null;
}

export interface NumberedForm<T> {
  /** Of the file, for problems. */
  readonly name: string;
  readonly what: string;
  readonly isLine: (value: unknown) => value is T;
  /** Why a line in its right place cannot be believed; null when it can. */
  readonly doubt?: (value: T) => string | null;
}

/** What the first line follows. */
const first = '0'.repeat(64);

/** The entries of a text, as far as its chain holds. It cannot find whole lines that were cut off its end: anchor its head. */
export function numberedChain<T extends NumberedLine>(source: string, { name, ...form }: NumberedForm<T>): Numbered<T> {
  const { lines, problem, head } = chainOf(source, name, { first, ...form });
  const misplaced = lines.find(({ value }, index) => value.seq !== index);
  if (misplaced !== undefined) return { entries: [], problem: `${name}:${misplaced.number}: is not the entry of that number`, head: null };
  return { entries: lines.map(({ value }) => value), problem, head };
}

/** How often somebody else may be quicker. */
const tries = 20;

/**
 * Adds one entry at the end, whoever else writes at the same time; `entryFor` makes it from what stands there then, and
 * `signer`, where there is one, signs it in its place. Returns all entries with it.
 * @throws {DrillError} LEDGER_BROKEN, STORE_UNAVAILABLE, KEY_UNUSABLE
 */
export async function addChained<T extends NumberedLine>(
  store: EvidenceStore,
  form: NumberedForm<T>,
  entryFor: (entries: readonly T[]) => object,
  signer: Signer | null = null,
): Promise<Numbered<T>> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const before = await store.readLedger();
    const { entries, problem, head } = numberedChain(before, form);
    if (head === null) throw new DrillError('LEDGER_BROKEN', `${store.where}: ${problem ?? 'the chain is broken'}.`);
    const whole = { schemaVersion: 1 as const, seq: entries.length, prev: head, ...entryFor(entries) };
    const line = lineOf(signer === null ? whole : await signed(whole, signer));
    if (await store.addToLedger(line, before)) return numberedChain(before + line, form);
  }
  throw new DrillError('STORE_UNAVAILABLE', `${store.where}: others wrote to ${form.name} ${tries} times in between.`);
}
