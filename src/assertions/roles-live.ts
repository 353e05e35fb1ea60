import { defineAssertion, type WatcherReport } from '../model/kind.ts';
import type { DrillAccount } from '../model/ports/mirror.ts';
import { markOf, tryAccess } from './access-matrix.ts';
import { dismiss, employ, getsIn } from './dismissed.ts';
import { openToSupport } from './open-to-support.ts';
import { broken, judged } from './reading.ts';

interface Reference {
  /** Kept in memory only. */
  readonly mark: string;
  readonly dismissed: DrillAccount | null;
}

/**
 * Every role gets over HTTPS what it may and nothing else: REST, wp-admin and My account, each answer judged by its
 * content, as nobody too. Where the runbook gives access back role by role, nobody got in before their turn. `dismissed`
 * adds somebody who left after the backup, and must not get in. Tries one account of each role and a table of probes,
 * not every page; the allowed roles are those of the demo site.
 */
export const rolesLive = defineAssertion({
  kind: 'roles-live',
  title: 'Each role gets what it may, and nothing else',
  controls: ['164.308(a)(4)(ii)(C)', '164.308(a)(3)(ii)(C)', '164.312(a)(1)'],
  requirements: ['R8', 'R13', 'R21'],
  params: { type: 'object', additionalProperties: false, properties: { dismissed: { type: 'boolean' } } },
  example: { dismissed: true },
  watches: ['sign-ins'],
  arrange: async ({ dismissed = false }, context): Promise<DrillAccount | null> => (dismissed ? await employ(context, 'drill-left') : null),
  async capture(_params, context): Promise<Reference> {
    const dismissed = context.arranged as DrillAccount | null;
    if (dismissed !== null) await dismiss(context, dismissed);
    return { mark: await markOf(context.mirror), dismissed };
  },
  async check(_params, context) {
    const { mark, dismissed } = context.reference;
    const left = dismissed === null ? null : await getsIn(context, dismissed);
    const matrix = await tryAccess(context, mark);
    const turns = turnsWatched(context.moment === 'after' ? context.watched['sign-ins'] : undefined);
    const leftIn = left === null ? 0 : Number(left.page) + Number(left.rest);
    const { granted, denied, down, leftOut } = matrix;
    const who = [...granted.map((one) => `granted ${one}`), ...denied.map((one) => `denied ${one}`), ...turns.early.map((role) => `${role} before their turn`)];
    const standIn = leftOut.length === 0 ? [] : [`Who may see ${leftOut.join(', ')}: the stand-in for WooCommerce has none of them.`];
    const said = {
      expected: `each of ${matrix.tried} requests is answered as its role may${turns.given === 0 ? '' : ', and nobody gets in before their turn'}`,
      actual: `${granted.length} granted against the rule, ${denied.length} denied against it${turns.given === 0 ? '' : `, ${turns.early.length} roles before their turn`}${left === null ? '' : `; who was dismissed gets in by ${leftIn} of 2 ways`}`,
      counts: { tried: matrix.tried, granted: granted.length, denied: denied.length, early: turns.early.length, turns: turns.given, dismissedIn: leftIn },
      evidence: who.slice(0, 12),
      ...(standIn.length === 0 ? {} : { notProven: standIn }),
    };
    if (granted.length + turns.early.length + leftIn > 0) return broken(said);
    if (down.length > 0) return broken(said, 'unreachable');
    return judged(denied.length === 0, said);
  },
  sabotage: (_params, context) => openToSupport(context),
});

/** What the watcher says of the runbook's turns: the whole of it is known after the restore only. */
function turnsWatched(report: WatcherReport | undefined): { readonly given: number; readonly early: readonly string[] } {
  const { turns, early } = report?.summary ?? {};
  return { given: typeof turns === 'number' ? turns : 0, early: Array.isArray(early) ? early.map(String) : [] };
}
