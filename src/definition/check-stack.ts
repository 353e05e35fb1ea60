import { DepGraph, DepGraphCycleError } from 'dependency-graph';
import { checkRole } from './check-people.ts';
import { nameList, nearest } from './nearest.ts';
import { resolveInside } from './paths.ts';
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
  checkSlugs(reading, stack);
  checkNeeds(reading, stack);
  for (const { value, path } of recordsAt(stack.value, 'plugins')) {
    const text = textAt(value, 'source', 'path');
    if (text === undefined) continue;
    const found = resolveInside(reading.files, { root: place.root, base: place.folder, text, wanted: 'folder', what: 'the plugin folder' });
    if ('problem' in found) note(reading, stack, { path: [...path, 'source', 'path'] }, found.problem);
  }
}

/** The plugins' slugs, in the order of the file. */
export function pluginSlugs(stack: YamlDocument | null): readonly string[] | null {
  return stack === null ? null : [...new Set(recordsAt(stack.value, 'plugins').flatMap(({ value }) => textAt(value, 'slug') ?? []))];
}

/** What each plugin needs, by slug. */
export function pluginNeeds(stack: YamlDocument): ReadonlyMap<string, readonly string[]> {
  return new Map(recordsAt(stack.value, 'plugins').map(({ value }) => [textAt(value, 'slug') ?? '', textsAt(value, 'needs').map((need) => need.value)]));
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
  const cycle = cycleOf(pluginNeeds(stack));
  if (cycle === null) return;
  const last = cycle.at(-2) ?? '';
  const at = recordsAt(stack.value, 'plugins').find(({ value }) => textAt(value, 'slug') === last);
  note(
    reading,
    stack,
    { path: [...(at?.path ?? ['plugins']), 'needs'] },
    {
      code: 'cycle',
      message: `plugins need each other in a circle: ${cycle.join(' -> ')}`,
      hint: 'Remove one of these needs: none of them could be activated first.',
    },
  );
}

/** The slugs of one circle of needs, its first again at its end; null when there is none. */
export function cycleOf(needs: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const graph = new DepGraph<string>();
  for (const slug of needs.keys()) graph.addNode(slug);
  for (const [slug, needed] of needs) for (const need of needed) if (needs.has(need)) graph.addDependency(slug, need);
  try {
    graph.overallOrder();
    return null;
  } catch (error) {
    const path = error instanceof DepGraphCycleError ? error.cyclePath : [];
    // The path may lead up to the circle before it goes round.
    return path.length === 0 ? null : path.slice(path.indexOf(path.at(-1) ?? ''));
  }
}
