export interface PlannedPlugin {
  readonly slug: string;
  /** In order: the first that has it counts. Resolved when the run starts. */
  readonly sources: readonly ComponentSource[];
  readonly tier: number;
  readonly role: string;
  readonly needs: readonly string[];
  /** Of other releases of it, for drills in which software and database do not fit; absent where the site names none. */
  readonly releases?: readonly ComponentSource[];
}

/** Where a component's files come from. */
export type ComponentSource =
  | { readonly kind: 'commerce' | 'backup' }
  | { readonly kind: 'path'; /** Relative to the site's folder. */ readonly path: string }
  | { readonly kind: 'artifact'; readonly name: string; /** Empty: the newest that this WordPress runs. */ readonly version: string }
  | { readonly kind: 'url'; readonly url: string; /** Of the archive, hex. */ readonly sha256: string };

export interface PlannedExtra {
  readonly kind: 'must-use' | 'drop-in' | 'theme';
  /** The name of its folder, or of its file with `.php`. */
  readonly slug: string;
  readonly sources: readonly ComponentSource[];
  /** The theme that the shop uses; false for all others. */
  readonly active: boolean;
}

export interface LockedComponent {
  readonly kind: string;
  readonly slug: string;
  readonly version: string;
  /** Empty where the lock has none. */
  readonly digest: string;
}
