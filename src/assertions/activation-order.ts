import { DrillError } from '../model/errors.ts';
import { defineAssertion, noParams, type WatcherReport } from '../model/kind.ts';
import { guardEdges, unguardedBy } from '../model/plugin-edges.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { Moment } from '../model/reading.ts';
import { activePlugins } from './active-plugins.ts';
import { judged, noSample } from './reading.ts';
import { switchOff } from './switch-off.ts';
import { workOnCopies } from './table-copy.ts';

interface Captured {
  /** Main files in the order in which WordPress loads them. */
  readonly loadOrder: readonly string[];
}

/**
 * At no moment since the failure was anything that serves PHI active while what encrypts or logs it was not, told from the
 * record that the watcher `active-plugins` took as it happened; nor is it now. That is the order of *activation*. The order
 * of *loading* is another one (WordPress sorts `active_plugins`, a plugin may change it) and must be what it was at the
 * backup. A closed shop is no excuse: maintenance expires. Does not know states shorter than the watcher's resolution.
 */
export const activationOrder = defineAssertion({
  kind: 'activation-order',
  title: 'Nothing that serves PHI was active before what encrypts and logs it',
  controls: ['164.312(b)', '164.308(a)(7)(ii)(C)'],
  requirements: ['R3', 'R13', 'R17'],
  params: noParams,
  example: {},
  watches: ['active-plugins'],
  capture: async (_params, { mirror }): Promise<Captured> => ({ loadOrder: await activePlugins(mirror.database) }),
  async check(_params, context) {
    const { plan, mirror, reference } = context;
    const seen = watchedBy(context);
    const now = await activePlugins(mirror.database);
    const slugs = now.map((file) => slugOf(context, file));
    const open = unguardedBy(slugs, plan.site.plugins);
    const moved = !sameOrder(reference.loadOrder, now);
    const breaches = [...new Set([...seen.breaches, ...open.map(({ before, after }) => `${after} is active while ${before} is not`)])];
    const said = {
      expected: 'what encrypts and what logs PHI was active whenever something that serves PHI was; plugins load in the order of the backup',
      actual: [
        `${seen.exposures + (open.length > 0 ? 1 : 0)} times exposed, ${seen.exposedMs} ms`,
        seen.order.length === 0 ? 'no activation was seen' : `activated: ${seen.order.join(', then ')}`,
        `load order ${moved ? 'changed' : 'as at the backup'}`,
      ].join('; '),
      counts: { exposures: seen.exposures, exposedMs: seen.exposedMs, openNow: open.length, loadOrderChanged: moved ? 1 : 0 },
      evidence: [...breaches.slice(0, 10), 'watcher active-plugins', 'option active_plugins'],
    };
    const serving = guardEdges(plan.site.plugins).some(({ after }) => slugs.includes(after));
    if (breaches.length === 0 && !serving) return noSample({ ...said, actual: 'nothing that serves PHI is active' });
    return judged(breaches.length === 0 && !moved, said);
  },
  async sabotage(_params, context) {
    const [edge] = guardEdges(context.plan.site.plugins);
    if (edge === undefined) throw new DrillError('INVALID_DEFINITION', 'No plugin of the stack encrypts or logs PHI: activation-order has nothing to prove.');
    const copies = await workOnCopies(context.mirror.database, ['options']);
    await switchOff(context.mirror.database, edge.before);
    return { what: `${edge.before} taken out of the active plugins while ${edge.after} goes on`, undo: () => copies.undo() };
  },
});

function slugOf({ mirror }: RunContext, file: string): string {
  const slug = file.split('/')[0] ?? file;
  return slug === mirror.commerceSlug ? 'commerce' : slug;
}

/** Plugins that were there then and are now stand in the same order. */
function sameOrder(then: readonly string[], now: readonly string[]): boolean {
  return then.filter((file) => now.includes(file)).join() === now.filter((file) => then.includes(file)).join();
}

interface Watched {
  readonly exposures: number;
  readonly exposedMs: number;
  readonly order: readonly string[];
  readonly breaches: readonly string[];
}

/**
 * What the watcher has written down; it begins with the failure. The proof looks at this instant alone.
 * @throws {DrillError} COMMAND_FAILED when there is no record after the restore: then nothing is known.
 */
function watchedBy({ moment, watched }: { readonly moment: Moment; readonly watched: Readonly<Record<string, WatcherReport>> }): Watched {
  const report = watched['active-plugins'];
  if (moment === 'before' || moment === 'sabotaged' || moment === 'undone') return { exposures: 0, exposedMs: 0, order: [], breaches: [] };
  if (report === undefined) throw new DrillError('COMMAND_FAILED', 'There is no record of which plugins were active.');
  const number = (name: string): number => (typeof report.summary[name] === 'number' ? report.summary[name] : Number.NaN);
  const texts = (name: string): readonly string[] => (Array.isArray(report.summary[name]) ? report.summary[name].map(String) : []);
  return { exposures: number('exposures'), exposedMs: number('exposedMs'), order: texts('order'), breaches: texts('breaches') };
}
