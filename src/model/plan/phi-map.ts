import type { Digest, Instant } from '../json.ts';

export interface PhiMapPlan {
  readonly id: string;
  readonly digest: Digest;
  readonly tables: readonly PhiTable[];
  readonly flows: readonly { readonly from: string; readonly to: string; readonly what: string; readonly by: string }[];
}

export interface PhiTable {
  /** Without the table prefix. */
  readonly table: string;
  readonly class: 'identical' | 'derived' | 'volatile';
  readonly tier: number;
  /** Primary key columns; empty for a volatile table. */
  readonly key: readonly string[];
  /** Whose record a row belongs to, and the column that says so; null where the map does not say. */
  readonly record: { readonly of: 'order' | 'user' | 'order-item' | 'comment'; readonly column: string } | null;
  readonly columns: readonly string[];
  /** Glob patterns of meta keys whose rows are left out. */
  readonly exceptKeys: readonly string[];
  /** Columns that are knowingly left out: volatile, or no PHI. */
  readonly exceptColumns?: readonly string[];
  /** Made only when a feature is on: its absence is no error. */
  readonly optional?: boolean;
  readonly protection: PhiProtection;
  readonly readBy: readonly string[];
  readonly log: string | null;
}

export type PhiProtection =
  | {
      readonly kind: 'field';
      /** Glob patterns of meta keys. */ readonly keys: readonly string[];
      /** Regular expression of a ciphertext. */ readonly pattern: string;
      /** Slug of the plugin that encrypts. */ readonly decrypt: string;
      /** The plugin's PHP function (value, record, field) that decrypts; absent for phi-vault, which Muster knows. */ readonly call?: string;
    }
  | { readonly kind: 'tablespace' | 'volume'; readonly attestedBy: string }
  | { readonly kind: 'none'; readonly acceptedBy: string; readonly reason: string; readonly expires: Instant };
