import type { Instant } from './json.ts';
import type { StackDifference } from './stack-differences.ts';

/** What a run on a backup says of production's baseline; none of it holds a key or a value of a row. */
export type BaselineFact =
  | {
      /** The restored data, before the shop first ran, against what `muster baseline` read on production: counts alone. */
      readonly type: 'baseline-compared';
      /** Of the baseline. */ readonly takenAt: Instant;
      readonly newestInBackup: Instant;
      readonly lost: number;
      readonly altered: number;
      readonly added: number;
      /** False: the counts are lower bounds, and no row outside of `withinRows` differs. */ readonly exact: boolean;
      readonly withinRows: number;
      /** Those that differ. */
      readonly tables: Readonly<Record<string, { readonly lost: number; readonly altered: number; readonly added: number }>>;
      /** Mapped tables that the baseline does not hold. */ readonly absent: readonly string[];
      /** Roles with other capabilities, missing or new ones. */ readonly roles: number;
      /** How many else differ, by subject. */ readonly other: Readonly<Record<string, number>>;
      readonly tookMs: number;
    }
  | { readonly type: 'baseline-refused'; readonly why: string }
  | {
      /** What the mirror is made of, against the same baseline. */
      readonly type: 'stack-compared';
      readonly differences: readonly StackDifference[];
    };
