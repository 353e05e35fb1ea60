/** A plugin with what decides its place among the others. */
export interface OrderedPlugin {
  readonly slug: string;
  /** What it does with PHI, as the stack file says: `encrypts-phi`, `logs-phi`, `serves-phi`, … */
  readonly role: string;
  readonly needs: readonly string[];
}

/** Why one plugin must be active before another. */
export type EdgeReason = 'declared' | 'header' | 'encrypts-first' | 'logs-first';

/** `before` must be active when `after` is activated. */
export interface PluginEdge {
  readonly before: string;
  readonly after: string;
  /** Every reason for it, at least one. */
  readonly because: readonly EdgeReason[];
}

/**
 * What must be active before what: `needs` of the stack file, `Requires Plugins` of the plugins' headers (by slug),
 * and the rule that nothing serves PHI before what encrypts it and what logs it. An edge to a plugin that the stack
 * does not have is left out, a plugin that declares to need itself keeps its circle; a header's `woocommerce` means the stack's `commerce`.
 */
export function pluginEdges(plugins: readonly OrderedPlugin[], headers: ReadonlyMap<string, readonly string[]> = new Map()): readonly PluginEdge[] {
  const slugs = new Set(plugins.map((plugin) => plugin.slug));
  const named = (slug: string): string => (slug === 'woocommerce' && !slugs.has(slug) ? 'commerce' : slug);
  const reasons = new Map<string, { readonly before: string; readonly after: string; readonly because: EdgeReason[] }>();
  const add = (before: string, after: string, why: EdgeReason): void => {
    if (!slugs.has(before) || (before === after && why !== 'declared')) return;
    const key = JSON.stringify([before, after]);
    const edge = reasons.get(key) ?? { before, after, because: [] };
    reasons.set(key, edge);
    if (!edge.because.includes(why)) edge.because.push(why);
  };
  for (const plugin of plugins) {
    for (const need of plugin.needs) add(need, plugin.slug, 'declared');
    for (const need of headers.get(plugin.slug) ?? []) add(named(need), plugin.slug, 'header');
    if (plugin.role !== 'serves-phi') continue;
    for (const other of plugins) {
      if (other.role === 'encrypts-phi') add(other.slug, plugin.slug, 'encrypts-first');
      if (other.role === 'logs-phi') add(other.slug, plugin.slug, 'logs-first');
    }
  }
  return [...reasons.values()];
}

/** The reason in a sentence's end: "…, because WORDS". */
export function reasonWords({ before, after, because }: PluginEdge): string {
  const words: Readonly<Record<EdgeReason, string>> = {
    declared: `stack.yaml says that ${after} needs ${before}`,
    header: `${after} says so itself (Requires Plugins)`,
    'encrypts-first': `${after} serves PHI that ${before} encrypts`,
    'logs-first': `${after} serves PHI whose readers ${before} logs`,
  };
  return because.map((reason) => words[reason]).join('; ');
}

/**
 * What is wrong while exactly these plugins (by slug) are active: each edge of the rule about PHI whose `after` serves
 * PHI although its `before`, which encrypts or logs it, is off. Pure; `needs` and headers alone are no breach here.
 */
export function unguardedBy(active: readonly string[], plugins: readonly OrderedPlugin[]): readonly PluginEdge[] {
  return guardEdges(plugins).filter(({ before, after }) => active.includes(after) && !active.includes(before));
}

/** The edges of the rule that nothing serves PHI before what encrypts it and what logs it. */
export function guardEdges(plugins: readonly OrderedPlugin[]): readonly PluginEdge[] {
  return pluginEdges(plugins).filter(({ because }) => because.includes('encrypts-first') || because.includes('logs-first'));
}
