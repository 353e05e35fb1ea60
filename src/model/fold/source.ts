import { lastOf } from '../facts.ts';
import type { JournalEvent } from '../journal.ts';
import type { FactOf } from '../journal.ts';
import type { DrillPlan } from '../plan/drill.ts';
import { capsOf } from '../stack-differences.ts';
import type { Reason } from '../verdict.ts';
import { plural } from '../words.ts';

type Compared = Omit<FactOf<'baseline-compared'>, 'type'>;

/**
 * What a comparison of the restored data with production's baseline is worth. Rows that are gone or other than
 * production's fail a run only when the backup is certainly the later of the two (its newest record is not older than
 * the baseline); otherwise they may have come after the backup, and the run is inconclusive. Rows that production got
 * since are never a reason. Digests of chunks alone cannot tell a changed row from a new one in the same chunk.
 */
export function judgeSource({ takenAt, newestInBackup, lost, altered, exact, withinRows, roles }: Compared): readonly Reason[] {
  const later = Date.parse(newestInBackup) >= Date.parse(takenAt);
  const least = exact ? '' : `, at least, within ${plural(withinRows, 'row')} that differ or stand beside one that does`;
  const rows = `${plural(lost, 'row')} of production's baseline (${takenAt}) missing in the restored data, ${altered} altered${least}.`;
  const reasons: Reason[] = [];
  if (lost + altered > 0 && later) reasons.push({ code: 'source-differs', text: `Before the shop first ran: ${rows}` });
  else if (lost + altered > 0)
    reasons.push({
      code: 'source-unclear',
      text: `${rows} No record in the backup is as late as the baseline, so production may have written them after the backup: take both together.`,
    });
  else if (!exact && withinRows > 0)
    reasons.push({
      code: 'source-unclear',
      text: `Chunks of ${plural(withinRows, 'row')} differ from production's baseline, which holds no row digests: new rows cannot be told from changed ones (muster baseline --rows).`,
    });
  if (roles > 0) reasons.push({ code: 'source-unclear', text: `${plural(roles, 'role')} of the restored data not as in production's baseline (${takenAt}).` });
  return reasons;
}

/** For a run that was given a baseline: why its data are not shown to be production's. None without a baseline. */
export function sourceReasons(events: readonly JournalEvent[], { data }: DrillPlan): readonly Reason[] {
  if (data.backup === undefined || data.backup.baseline === null) return [];
  const compared = lastOf(events, 'baseline-compared');
  if (compared !== undefined) return judgeSource(compared);
  const why = lastOf(events, 'baseline-refused')?.why ?? 'the run did not get that far.';
  return [{ code: 'source-unclear', text: `The restored data were not compared with production's baseline: ${why}` }];
}

/** What the comparison left open, for `notProven`. */
export function sourceGaps(events: readonly JournalEvent[]): readonly string[] {
  const compared = lastOf(events, 'baseline-compared');
  const open = (lastOf(events, 'stack-compared')?.differences ?? []).map(({ what, production, mirror }) => `${what} (${production}; here ${mirror})`);
  const stack = open.length === 0 ? [] : [`The shop on production's own stack, which differs: ${open.join(', ')}.`];
  if (compared === undefined) return stack;
  const { absent, added, other } = compared;
  const counted = Object.entries(other).filter(([, differing]) => differing > 0);
  return [
    ...stack,
    ...(absent.length === 0 ? [] : [`That these tables are as in production: its baseline does not hold them: ${absent.join(', ')}.`]),
    ...(added === 0 ? [] : [`That ${plural(added, 'restored row')} are as in production: its baseline does not hold them.`]),
    ...(counted.length === 0
      ? []
      : [`That these are as in production's baseline, from which some differ: ${counted.map(([what, n]) => `${what} (${n})`).join(', ')}.`]),
  ];
}

/** By assertion, why its verdict is at best inconclusive: the mirror is another shop than the baseline's. */
export function sourceCaps(events: readonly JournalEvent[]): ReadonlyMap<string, string> {
  return capsOf(lastOf(events, 'stack-compared')?.differences ?? []);
}
