import { eventsOf, lastOf } from '../facts.ts';
import type { JournalEvent } from '../journal.ts';
import type { DrillPlan } from '../plan/drill.ts';
import type { DrillResult } from '../result.ts';
import type { Reason } from '../verdict.ts';
import { plural } from '../words.ts';

type Surroundings = Pick<DrillResult, 'isolation' | 'teardown' | 'leakScan'> & { readonly state: DrillResult['run']['state'] };

/** Reasons against a run that lie around the recovery: mirror, watchers, teardown, the given set, the run's own files. */
export function surroundingReasons(events: readonly JournalEvent[], plan: DrillPlan, folded: Surroundings): readonly Reason[] {
  return [...isolationReasons(folded), ...watcherReasons(events), ...teardownReasons(folded), ...leakReasons(events, plan, folded), ...changedBackup(events)];
}

function isolationReasons({ isolation: { egress } }: Surroundings): readonly Reason[] {
  const reasons: Reason[] = [];
  if (egress.succeeded !== null && egress.succeeded > 0) {
    reasons.push({ code: 'mirror-leaks', text: `The mirror reached something outside itself: ${plural(egress.succeeded, 'attempt')} succeeded.` });
  }
  if (egress.probes === 0) reasons.push({ code: 'isolation-not-probed', text: 'Nothing showed that the mirror could not reach the outside.' });
  else if (egress.attempted === null) {
    reasons.push({ code: 'isolation-not-counted', text: 'What the software of the mirror itself tried to reach was not counted.' });
  }
  return reasons;
}

function watcherReasons(events: readonly JournalEvent[]): readonly Reason[] {
  const found = eventsOf(events, 'watcher-ended').flatMap((ended) =>
    ended.findings
      .filter((finding) => finding.severity === 'high' && finding.ofIncident !== true)
      .map((finding): Reason => ({ code: 'watcher-finding', text: `The watcher ${ended.kind}: ${finding.text}` })),
  );
  return [...found, ...lostWatchers(events)];
}

function lostWatchers(events: readonly JournalEvent[]): readonly Reason[] {
  return eventsOf(events, 'watcher-started').flatMap((started): readonly Reason[] => {
    const ended = eventsOf(events, 'watcher-ended').find((event) => event.kind === started.kind);
    if (ended !== undefined && ended.samples > 0) return [];
    return [{ code: 'watcher-lost', text: `The watcher ${started.kind} ${ended === undefined ? 'did not come to its end' : 'took no sample'}.` }];
  });
}

function teardownReasons({ teardown, state }: Surroundings): readonly Reason[] {
  if (teardown.leftovers.length > 0)
    return [{ code: 'leftovers', text: `The mirror was not removed whole: ${teardown.leftovers.join(', ')}. Run muster sweep.` }];
  if (teardown.known) return [];
  if (state === 'unfinished') return [{ code: 'teardown-missing', text: 'Nothing shows that the mirror and its data were removed: run muster sweep.' }];
  return [{ code: 'teardown-missing', text: 'The mirror was kept: nothing shows that its data were destroyed.' }];
}

/** A run only reads the set that it is given: one that changed meanwhile may not be what was restored. */
function changedBackup(events: readonly JournalEvent[]): readonly Reason[] {
  const checked = lastOf(events, 'backup-rechecked');
  if (checked === undefined && lastOf(events, 'backup-fetched') !== undefined)
    return [{ code: 'backup-not-rechecked', text: 'Nothing shows that the given backup set stayed as it was: it was not looked at again.' }];
  if (checked?.unchanged !== false) return [];
  return [{ code: 'backup-changed', text: 'The given backup set was not the same at the end of the run as at its beginning.' }];
}

function leakReasons(events: readonly JournalEvent[], plan: DrillPlan, { leakScan }: Surroundings): readonly Reason[] {
  const withheld = lastOf(events, 'bundle-withheld');
  if (withheld !== undefined) {
    const why = withheld.searched ? `they hold protected values (${plural(withheld.hits, 'hit')})` : 'they could not be searched for protected values';
    const encrypted: Reason = { code: 'bundle-withheld', text: `This run's own files are kept encrypted only: ${why}.` };
    // Synthetic values in Muster's own files are a bug of Muster's; a backup's may be the doing of the shop.
    return plan.data.mode === 'synthetic' && withheld.hits > 0 ? [leakFound(withheld.hits), encrypted] : [encrypted];
  }
  return leakScan === null || leakScan.hits === 0 ? [] : [leakFound(leakScan.hits)];
}

function leakFound(hits: number): Reason {
  return { code: 'leak-found', text: `This run's own files hold protected values (${plural(hits, 'hit')}): keep them from others, and report it as a bug.` };
}
