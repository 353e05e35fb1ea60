/** What muster.yaml sets for every drill that is run from its folder. */
export interface MusterSettings {
  /** null: the folder of the reports itself, with its ledger.ndjson. */
  readonly evidence: StorePlace | null;
  readonly seal: {
    /** As `--seal-key`. */
    readonly key?: string;
    readonly preparedBy?: string;
    /** Address of a time stamping authority (RFC 3161). */
    readonly timestamp?: string;
    readonly anchorTo?: string;
  };
}

/** Where evidence is kept. `ledger` is a path inside it. */
export type StorePlace =
  | { readonly store: 'dir'; readonly folder: string; readonly ledger: string }
  | { readonly store: 'git'; readonly repository: string; readonly branch: string; readonly ledger: string }
  | {
      readonly store: 's3';
      readonly bucket: string;
      /** With its slash, or empty. */
      readonly prefix: string;
      readonly region: string;
      /** Of a server that is not Amazon's. */
      readonly endpoint?: string;
      readonly ledger: string;
    };
