import type { ShapeCounts } from './shapes.ts';

/** What a live database or a dump shows of a shop: names, counts and shapes, never a value. Names without the prefix. */
export interface Survey {
  readonly prefix: string;
  readonly tables: readonly SurveyTable[];
  /** By meta table. */
  readonly metaKeys: Readonly<Record<string, readonly SurveyName[]>>;
  readonly options: readonly SurveyName[];
  /** Slugs of the active plugins. */
  readonly plugins: readonly string[];
  /** Folders of `wp-content/uploads`; null when the files were not looked at. */
  readonly uploads: readonly string[] | null;
  /** What could not be looked at. */
  readonly notRead: readonly { readonly what: string; readonly why: string }[];
}

export interface SurveyTable {
  readonly table: string;
  readonly rows: number | null;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly shapes: ShapeCounts | null }[];
}

export interface SurveyName {
  readonly name: string;
  readonly rows: number;
  readonly shapes: ShapeCounts;
}

/** Tables whose rows are named values. */
export const metaTables = ['postmeta', 'usermeta', 'wc_orders_meta', 'woocommerce_order_itemmeta', 'termmeta', 'commentmeta'] as const;
