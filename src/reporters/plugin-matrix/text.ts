import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { toMarkdown } from 'mdast-util-to-markdown';
import type { PluginMatrix, PluginNode } from '../../model/plugin-matrix.ts';

/** The order as a terminal shows it: a line per plugin, its reasons below. */
export function matrixTable(matrix: PluginMatrix, title: string): string {
  const width = Math.max(...matrix.plugins.map((plugin) => plugin.slug.length), 0);
  return [
    `${title}: the order in which the plugins must come back`,
    '',
    ...matrix.plugins.flatMap((plugin) => [
      `${String(plugin.place).padStart(3)}. ${plugin.slug.padEnd(width)}  tier ${plugin.tier}  ${plugin.role}${plugin.version === '' ? '' : `  ${plugin.version}`}`,
      ...plugin.why.map((reason) => `       ${reason}`),
    ]),
    ...warnings(matrix),
  ].join('\n');
}

/** The same as a Markdown table, for a runbook or a wiki. */
export function matrixMarkdown(matrix: PluginMatrix, title: string): string {
  const row = (cells: readonly string[]) => ({
    type: 'tableRow' as const,
    children: cells.map((value) => ({ type: 'tableCell' as const, children: [{ type: 'text' as const, value }] })),
  });
  return toMarkdown(
    {
      type: 'root',
      children: [
        { type: 'heading', depth: 2, children: [{ type: 'text', value: `${title}: order of plugin reactivation` }] },
        { type: 'table', children: [row(['Place', 'Plugin', 'Version', 'Tier', 'Role', 'Why here']), ...matrix.plugins.map((plugin) => row(cellsOf(plugin)))] },
        ...warnings(matrix)
          .filter((line) => line !== '')
          .map((value) => ({ type: 'paragraph' as const, children: [{ type: 'text' as const, value }] })),
      ],
    },
    { extensions: [gfmTableToMarkdown()] },
  ).trimEnd();
}

function cellsOf({ place, slug, version, tier, role, why }: PluginNode): readonly string[] {
  return [String(place), slug, version, String(tier), role, why.length === 0 ? 'nothing must come before it' : why.join('; ')];
}

function warnings({ missing }: PluginMatrix): readonly string[] {
  if (missing.length === 0) return [];
  return [
    '',
    ...missing.map(
      ({ slug, requiredBy }) => `${requiredBy} requires the plugin ${slug}, which stack.yaml does not have: WordPress will refuse to activate it.`,
    ),
  ];
}
