import { pluginEdges, reasonWords, type OrderedPlugin } from '../model/plugin-edges.ts';
import { cycleOf } from './check-stack.ts';
import { lineOf } from './diagnostic.ts';
import { nameList, nearest } from './nearest.ts';
import { note, type Reading } from './reading.ts';
import type { RunbookDocument } from './runbook-document.ts';
import { textsAt } from './values.ts';
import type { YamlDocument } from './yaml-document.ts';

interface Activation {
  readonly slug: string;
  readonly block: YamlDocument;
  readonly path: readonly (string | number)[];
}

/**
 * Activations over the whole runbook, in order, against what must be active before what. What is never activated here
 * is no error: it may still be active. In a circle every order is wrong, and the circle is the diagnostic.
 */
export function checkActivation(reading: Reading, runbook: RunbookDocument, plugins: readonly OrderedPlugin[]): void {
  const edges = pluginEdges(plugins);
  if (cycleOf(edges) !== null) return;
  const order = activationsOf(runbook);
  const firstAt = new Map(order.toReversed().map((one) => [one.slug, order.indexOf(one)]));
  const slugs = plugins.map((plugin) => plugin.slug);
  for (const [index, one] of order.entries()) {
    if (!slugs.includes(one.slug)) noteUnknownPlugin(reading, one, slugs);
    if (firstAt.get(one.slug) !== index) continue;
    for (const edge of edges) {
      const other = edge.after === one.slug ? order[firstAt.get(edge.before) ?? -1] : undefined;
      if (other === undefined || order.indexOf(other) < index) continue;
      note(
        reading,
        one.block,
        { path: one.path },
        {
          code: 'order',
          message: `"${one.slug}" is activated before "${edge.before}", which stands in line ${lineOf(other.block.source, other.block.span(other.path))}`,
          hint: `Put ${edge.before} before ${one.slug}: ${reasonWords(edge)}. See \`muster plugins order\`.`,
        },
      );
    }
  }
}

function activationsOf(runbook: RunbookDocument): readonly Activation[] {
  return runbook.steps.flatMap(({ block }) =>
    block === null ? [] : textsAt(block.value, 'reactivate-plugins', 'order').map(({ value, path }) => ({ slug: value, block, path })),
  );
}

function noteUnknownPlugin(reading: Reading, one: Activation, slugs: readonly string[]): void {
  const meant = nearest(one.slug, slugs);
  note(
    reading,
    one.block,
    { path: one.path },
    {
      code: 'unknown-reference',
      message: `"${one.slug}" is not a plugin of this site's stack.yaml`,
      hint: meant === undefined ? `Plugins there: ${nameList(slugs)}.` : `Did you mean "${meant}"?`,
      nearest: meant,
    },
  );
}
