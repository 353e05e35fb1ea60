import type { PlannedPlugin } from './plan/components.ts';

/** By what a plugin is for: the assertions that rest on it. */
const byRole: Readonly<Record<string, readonly string[]>> = {
  'encrypts-phi': ['phi-encryption', 'checkout-works'],
  'logs-phi': ['access-log-continuous', 'no-unlogged-phi'],
  'serves-phi': ['checkout-works', 'no-unlogged-phi'],
  'guards-access': ['roles-unchanged', 'no-unlogged-phi', 'private-pages'],
  supports: [],
};
/** A plugin that the stack file does not know may do any of it. */
const anything = [...new Set(Object.values(byRole).flat())];
const byKind: Readonly<Record<string, readonly string[]>> = {
  'must-use': ['no-unlogged-phi', 'checkout-works'],
  'drop-in': ['caches-fresh', 'roles-unchanged'],
  theme: ['checkout-works', 'private-pages'],
};

/** The assertions that rest on a component, by its kind or by what the stack says its plugin is for. */
export function capped(
  component: { readonly kind: string; readonly slug: string } | undefined,
  plugins: readonly Pick<PlannedPlugin, 'slug' | 'role'>[],
): readonly string[] {
  if (component === undefined) return [];
  if (component.kind !== 'plugin') return byKind[component.kind] ?? [];
  const selling = component.slug === 'woocommerce' || component.slug === 'order-desk';
  const role = plugins.find(({ slug }) => slug === component.slug || (selling && slug === 'commerce'))?.role;
  return role === undefined ? anything : (byRole[role] ?? anything);
}
