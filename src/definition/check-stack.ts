import { DepGraph, DepGraphCycleError } from 'dependency-graph';
import { pluginEdges, reasonWords, type OrderedPlugin, type PluginEdge } from '../model/plugin-edges.ts';
import { checkAccessLog } from './check-access-log.ts';
import { checkRole } from './check-people.ts';
import { checkServices } from './check-services.ts';
import { checkSources } from './check-sources.ts';
import { nameList, nearest } from './nearest.ts';
import { note, type Reading } from './reading.ts';
import { recordsAt, textAt, textsAt } from './values.ts';
import type { YamlDocument } from './yaml-document.ts';

/** Where a site's files may lie. */
export interface SitePlace {
  readonly root: string;
  readonly folder: string;
}

/** Plugins, their sources and needs, and who keeps the keys. */
export function checkStack(reading: Reading, stack: YamlDocument, place: SitePlace, roles: readonly string[] | null): void {
  checkRole(reading, { document: stack, path: ['escrow', 'custodian'] }, textAt(stack.value, 'escrow', 'custodian'), roles);
  checkServices(reading, stack);
  checkSlugs(reading, stack);
  checkNeeds(reading, stack);
  checkAccessLog(reading, stack, { roles, plugins: pluginSlugs(stack) ?? [] });
  checkSources(reading, stack, place);
}

/** The plugins' slugs, in the order of the file. */
export function pluginSlugs(stack: YamlDocument | null): readonly string[] | null {
  return stack === null ? null : [...new Set(recordsAt(stack.value, 'plugins').flatMap(({ value }) => textAt(value, 'slug') ?? []))];
}

/** The plugins with what decides their order; a slug that stands twice, which is its own diagnostic, counts once. */
export function orderedPlugins(stack: YamlDocument): readonly OrderedPlugin[] {
  const plugins = recordsAt(stack.value, 'plugins').map(({ value }) => ({
    slug: textAt(value, 'slug') ?? '',
    role: textAt(value, 'role') ?? '',
    needs: textsAt(value, 'needs').map((need) => need.value),
  }));
  return [...new Map(plugins.map((plugin) => [plugin.slug, plugin])).values()];
}

function checkSlugs(reading: Reading, stack: YamlDocument): void {
  const seen = new Set<string>();
  for (const { value, path } of recordsAt(stack.value, 'plugins')) {
    const slug = textAt(value, 'slug');
    if (slug === undefined) continue;
    if (seen.has(slug))
      note(reading, stack, { path: [...path, 'slug'] }, { code: 'duplicate', message: `the plugin "${slug}" stands twice`, hint: 'Keep one of the two.' });
    seen.add(slug);
  }
}

function checkNeeds(reading: Reading, stack: YamlDocument): void {
  const slugs = pluginSlugs(stack) ?? [];
  for (const { value, path } of recordsAt(stack.value, 'plugins')) {
    for (const need of textsAt(value, 'needs')) {
      if (slugs.includes(need.value)) continue;
      const meant = nearest(need.value, slugs);
      note(
        reading,
        stack,
        { path: [...path, ...need.path] },
        {
          code: 'unknown-reference',
          message: `${textAt(value, 'slug') ?? 'this plugin'} needs "${need.value}", which is not a plugin of this stack`,
          hint: meant === undefined ? `Plugins here: ${nameList(slugs)}.` : `Did you mean "${meant}"?`,
          nearest: meant,
        },
      );
    }
  }
  const edges = pluginEdges(orderedPlugins(stack));
  const cycle = cycleOf(edges);
  if (cycle === null) return;
  const [last = '', first = ''] = [cycle.at(-2), cycle.at(-1)];
  const at = recordsAt(stack.value, 'plugins').find(({ value }) => textAt(value, 'slug') === last);
  const rule = edges.find((edge) => cycle.some((slug, index) => edge.after === slug && edge.before === cycle[index + 1] && !edge.because.includes('declared')));
  note(
    reading,
    stack,
    { path: [...(at?.path ?? ['plugins']), 'needs'] },
    {
      code: 'cycle',
      message: `plugins need each other in a circle: ${cycle.join(' -> ')}`,
      hint:
        rule === undefined
          ? 'Remove one of these needs: none of them could be activated first.'
          : `${first === '' ? '' : 'None of them could be activated first: '}${reasonWords(rule)}. Remove a need, or mend a role.`,
    },
  );
}

/** The slugs of one circle, its first again at its end; null when there is none. */
export function cycleOf(edges: readonly PluginEdge[]): readonly string[] | null {
  const graph = new DepGraph<string>();
  for (const { before, after } of edges) {
    graph.addNode(before);
    graph.addNode(after);
    graph.addDependency(after, before);
  }
  try {
    graph.overallOrder();
    return null;
  } catch (error) {
    const path = error instanceof DepGraphCycleError ? error.cyclePath : [];
    // The path may lead up to the circle before it goes round.
    return path.length === 0 ? null : path.slice(path.indexOf(path.at(-1) ?? ''));
  }
}
