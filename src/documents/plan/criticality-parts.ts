import { heading, paragraph, table, type Block } from '../../model/markdown.ts';
import { asked } from './control-words.ts';
import type { PlanInput } from './written-plan.ts';

/** Applications and data by tier, with the objectives of each. */
export function criticalityPart({ site, tiers, catalogue }: PlanInput): readonly Block[] {
  const numbers = [...new Set([...site.plugins.map(({ tier }) => tier), ...site.phiMap.tables.map(({ tier }) => tier), ...tiers.map(({ tier }) => tier)])];
  return [
    heading(2, 'Criticality analysis'),
    ...asked(catalogue, '164.308(a)(7)(ii)(E)'),
    paragraph('1 is the most critical. Where a tier declares no objective, those of the drill count.'),
    table([
      ['Tier', 'What', 'RTO', 'RPO', 'MTD', 'Plugins', 'Tables'],
      ...numbers
        .toSorted((a, b) => a - b)
        .map((tier) => {
          const declared = tiers.find((one) => one.tier === tier);
          const plugins = site.plugins.filter((plugin) => plugin.tier === tier).map(({ slug }) => slug);
          const tables = site.phiMap.tables.filter((one) => one.tier === tier).map((one) => one.table);
          return [String(tier), declared?.title ?? '', declared?.rto ?? '', declared?.rpo ?? '', declared?.mtd ?? '', plugins.join(', '), tables.join(', ')];
        }),
    ]),
  ];
}

/** The order in which the plugins must come back, and why. */
export function pluginsPart({ matrix }: PlanInput): readonly Block[] {
  return [
    heading(2, 'Plugin matrix'),
    paragraph('In the order of reactivation: what encrypts and logs PHI before what serves it.'),
    table([
      ['Place', 'Plugin', 'Version', 'Tier', 'Role', 'Why here'],
      ...matrix.plugins.map(({ place, slug, version, tier, role, why }) => [
        String(place),
        slug,
        version,
        String(tier),
        role,
        why.length === 0 ? 'nothing must come before it' : why.join('; '),
      ]),
    ]),
    ...matrix.missing.map(({ slug, requiredBy }) => paragraph(`${requiredBy} requires ${slug}, which the stack does not have.`)),
  ];
}
