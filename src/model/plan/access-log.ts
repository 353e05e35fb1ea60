import type { AccessLogKind, ReadPath } from '../access-log.ts';

export interface AccessLogPlan {
  readonly kind: AccessLogKind;
  /** Slug of the plugin that writes it. */
  readonly writtenBy: string;
  readonly offBox: boolean;
  /** Of the kind `sql` only. */
  readonly table: AccessLogTable | null;
}

/** Any log that is one numbered table: where a read's event lies in it. Identifiers are checked; values are bound. */
export interface AccessLogTable {
  /** Without the table prefix. */
  readonly table: string;
  readonly id: string;
  readonly user: string;
  /** The order's number, after a text such as `order:` where there is one. */
  readonly object: { readonly column: string; readonly prefix: string };
  readonly time: { readonly column: string; readonly as: 'datetime-utc' | 'unix-seconds' };
  readonly requestId: string | null;
  /** What further columns of a read's event hold: any of the values. */
  readonly where: Readonly<Record<string, readonly (string | number)[]>>;
  readonly covers: readonly ReadPath[];
  /** The file of its off-box copy, in the folder of such copies. */
  readonly offBox?: string;
}

/** Reads on these paths leave no event in production either; the owner has accepted that until the day named. */
export interface KnownGap {
  readonly gap: 'unlogged-reads';
  readonly paths: readonly ReadPath[];
  /** A role of people.yaml. */
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it holds, `2027-03-31`. */
  readonly expires: string;
}
