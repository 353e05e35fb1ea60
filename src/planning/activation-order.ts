import { DepGraph } from 'dependency-graph';

/** A plugin and the slugs that must be active before it. */
interface Needing {
  readonly slug: string;
  readonly needs: readonly string[];
}

/**
 * The same plugins in an order in which every plugin stands after all that it needs. Needs of unknown plugins do
 * not count; in a circle, which a checked definition does not have, one need is left unmet rather than thrown at.
 */
export function activationOrder<T extends Needing>(plugins: readonly T[]): readonly T[] {
  const graph = new DepGraph<T>({ circular: true });
  for (const plugin of plugins) graph.addNode(plugin.slug, plugin);
  for (const plugin of plugins) for (const need of plugin.needs) if (graph.hasNode(need)) graph.addDependency(plugin.slug, need);
  return graph.overallOrder().map((slug) => graph.getNodeData(slug));
}
