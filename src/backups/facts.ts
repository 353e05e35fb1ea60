import type { LoggedIn } from './access-log.ts';
import type { Envelope } from '../model/backup-source.ts';
import type { Inventory } from './archives/inventory.ts';
import type { CiphertextScan } from './ciphertext.ts';
import type { Database } from './sql/database.ts';

/** What a set is inspected with. */
export interface InspectOptions {
  /** Also unpacks what a plain pass only lists: entries of zips. */
  readonly deep: boolean;
  readonly prefix: string | null;
  readonly accessLog: LoggedIn | null;
}

export type PartKind = 'database' | 'files' | 'sealed' | 'repository';

/** What the reading of one part, from its first to its last byte, has shown. */
export interface PartFacts {
  /** Its file, or the first of its files. */
  readonly path: string;
  readonly kind: PartKind;
  /** What it holds, in words. */
  readonly title: string;
  readonly envelopes: readonly Envelope[];
  readonly bytes: number;
  /** `locked`: no key of its kind was given; `refused`: none that was given opens it. */
  readonly opened: 'open' | 'locked' | 'refused';
  /** Why its bytes are not whole; null when they are, as far as the format shows. */
  readonly damage: string | null;
  /** How the content itself ends. */
  readonly end: { readonly state: 'whole' | 'cut' | 'unknown'; readonly text: string };
  /** What was readable of the first encrypting layer; null where nothing encrypts. */
  readonly ciphertext: CiphertextScan | null;
  /** Whether a key of the same kind that Muster made opens it. */
  readonly wrongKey: 'refused' | 'opened' | 'not-tried';
  /** Keys that were found within. */
  readonly keys: readonly string[];
  /** True when it may hold PHI, so that it must be encrypted. */
  readonly private: boolean;
}

/** What a format found in a set. */
export interface SetFacts {
  readonly parts: readonly PartFacts[];
  /** Null when the set has no SQL that could be read. */
  readonly database: Database | null;
  /** Tables of a physical backup; their rows are not counted. */
  readonly physicalTables: ReadonlySet<string> | null;
  readonly inventory: Inventory | null;
  /** Missing files of a numbered row, and contradictions between files. */
  readonly gaps: readonly string[];
  /** What the format says of rows, by table as named in the dump; empty where it says nothing. */
  readonly announcedRows: ReadonlyMap<string, number>;
  /** Files that are no part: empty ones, and such as a part becomes whose first bytes are changed. */
  readonly strangers: readonly { readonly path: string; readonly why: 'empty' | 'unknown' }[];
  /** Keys that lie in files beside the parts. */
  readonly keysBeside: readonly string[];
  /** What could not be checked, in sentences. */
  readonly notProven: readonly string[];
}
