import { DepGraph } from 'dependency-graph';
import { pluginEdges, type OrderedPlugin } from '../model/plugin-edges.ts';

/**
 * The same plugins in an order in which every plugin stands after all that must be active before it: what it needs,
 * what its header requires (`headers`, by slug), and, when it serves PHI, what encrypts and what logs PHI. Ties keep the
 * given order. In a circle, which a checked definition does not have, one need is left unmet rather than thrown at.
 */
export function activationOrder<T extends OrderedPlugin>(plugins: readonly T[], headers?: ReadonlyMap<string, readonly string[]>): readonly T[] {
  const graph = new DepGraph<T>({ circular: true });
  for (const plugin of plugins) graph.addNode(plugin.slug, plugin);
  for (const { before, after } of pluginEdges(plugins, headers)) graph.addDependency(after, before);
  return graph.overallOrder().map((slug) => graph.getNodeData(slug));
}
