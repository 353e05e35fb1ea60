import type { PluginEdge } from './plugin-edges.ts';

/** A plugin in its place. */
export interface PluginNode {
  readonly slug: string;
  readonly tier: number;
  readonly role: string;
  readonly version: string;
  /** Place in the order of activation, from 1. */
  readonly place: number;
  /** Length of the longest chain of plugins that must come before it, from 0. */
  readonly depth: number;
  /** Why it stands there, a sentence each; empty when nothing must come before it. */
  readonly why: readonly string[];
}

/** The dependency matrix of a site's plugins. */
export interface PluginMatrix {
  /** In the order of activation. */
  readonly plugins: readonly PluginNode[];
  readonly edges: readonly PluginEdge[];
  /** Plugins that a header requires and the stack does not have, with who requires them. */
  readonly missing: readonly { readonly slug: string; readonly requiredBy: string }[];
}
