import { pluginEdges, reasonWords } from '../model/plugin-edges.ts';
import type { PluginMatrix, PluginNode } from '../model/plugin-matrix.ts';
import type { PlannedPlugin } from '../model/plan/components.ts';
import { activationOrder } from './activation-order.ts';

/** What a plugin's own header says; empty where it could not be read. */
export interface ReadHeader {
  readonly version: string;
  readonly requiresPlugins: readonly string[];
}

/** Derives the matrix from the stack's plugins and their headers. Pure; the same input gives the same order. */
export function pluginMatrix(plugins: readonly PlannedPlugin[], headers: ReadonlyMap<string, ReadHeader>): PluginMatrix {
  const requires = new Map([...headers].map(([slug, header]) => [slug, header.requiresPlugins]));
  const edges = pluginEdges(plugins, requires);
  const depths = new Map<string, number>();
  const nodes = activationOrder(plugins, requires).map(({ slug, tier, role }, index): PluginNode => {
    const before = edges.filter((edge) => edge.after === slug);
    const depth = Math.max(-1, ...before.map((edge) => depths.get(edge.before) ?? -1)) + 1;
    depths.set(slug, depth);
    const why = before.map((edge) => `after ${edge.before}: ${reasonWords(edge)}`);
    return { slug, tier, role, version: headers.get(slug)?.version ?? '', place: index + 1, depth, why };
  });
  return { plugins: nodes, edges, missing: missingOf(plugins, requires) };
}

function missingOf(plugins: readonly PlannedPlugin[], requires: ReadonlyMap<string, readonly string[]>): PluginMatrix['missing'] {
  const known = new Set(plugins.map((plugin) => plugin.slug));
  const has = (slug: string): boolean => known.has(slug) || (slug === 'woocommerce' && known.has('commerce'));
  return [...requires].flatMap(([requiredBy, slugs]) => slugs.filter((slug) => !has(slug)).map((slug) => ({ slug, requiredBy })));
}
