import { eventsOf, lastOf } from '../facts.ts';
import type { JournalEvent } from '../journal.ts';
import type { WatcherFinding } from '../journal-fact.ts';
import type { DrillResult } from '../result.ts';
import { durationWords, plural, scheduleWords } from '../words.ts';

type Folded = Pick<DrillResult, 'assertions' | 'steps' | 'measured' | 'objectives' | 'people'>;
type Findings = DrillResult['findings'];

const severities = ['high', 'medium', 'low'];

/** What has to be worked on, most severe first: failed checks and steps, missed objectives, what watchers found. */
export function foldFindings(events: readonly JournalEvent[], folded: Folded): Findings {
  const found: (WatcherFinding & { readonly from: string })[] = [
    ...folded.assertions
      .filter((one) => one.verdict === 'fail')
      .map((one) => ({
        from: one.kind,
        severity: 'high' as const,
        text: `${one.title}: ${one.actual === '' ? one.verdictReason : one.actual}`,
        controls: one.controls,
      })),
    ...folded.steps
      .filter((step) => step.state === 'failed')
      .map((step) => ({
        from: `step-${step.id}`,
        severity: 'high' as const,
        text: `The runbook's step “${step.heading}” failed. ${step.text}`.trim(),
        controls: ['164.308(a)(7)(ii)(B)'],
      })),
    ...objectiveFindings(folded),
    ...scheduleFindings(folded),
    ...absentFindings(folded),
    ...eventsOf(events, 'watcher-ended').flatMap((watcher) => watcher.findings.map((finding) => ({ from: watcher.kind, ...finding }))),
  ];
  const numbers = new Map<string, number>();
  const before = lastOf(events, 'predecessor-noted');
  const repeated = (id: string): string | null => (before?.findings.includes(id) === true ? before.runId : null);
  return found
    .toSorted((left, right) => severities.indexOf(left.severity) - severities.indexOf(right.severity))
    .map(({ from, severity, text, controls }) => {
      const number = (numbers.get(from) ?? 0) + 1;
      numbers.set(from, number);
      const id = `${from}-${number}`;
      return { id, severity, text, controls, repeatOf: repeated(id) };
    });
}

/** A role that the drill needs, whose holder was away, and for whom nobody stands in. */
function absentFindings({ people }: Folded): (WatcherFinding & { readonly from: string })[] {
  const missing = people.participants.filter((one) => one.actual === '');
  return missing.map(({ role }) => ({
    from: `absent-${role}`,
    severity: 'medium',
    text: `The ${role} was away, people.yaml names no deputy, and nobody stood in: the runbook needs them.`,
    controls: ['164.308(a)(7)(i)', '164.310(a)(2)(i)'],
  }));
}

function objectiveFindings({ measured, objectives }: Folded): (WatcherFinding & { readonly from: string })[] {
  const lost = measured.ordersLost ?? 0;
  if (lost === 0) return [];
  const within = measured.rpoSeconds !== null && measured.rpoSeconds <= objectives.rpoSeconds;
  const text = `${plural(lost, 'order')} placed after the backup ${lost === 1 ? 'is' : 'are'} lost${within ? `, within the objective of ${durationWords(objectives.rpoSeconds)}` : ''}.`;
  return [{ from: 'orders-lost', severity: within ? 'low' : 'high', text, controls: ['164.308(a)(7)(ii)(A)'] }];
}

function scheduleFindings({ measured, objectives }: Folded): (WatcherFinding & { readonly from: string })[] {
  const text = scheduleWords(measured.declaredRpoSeconds, objectives.rpoSeconds);
  return text === null ? [] : [{ from: 'backup-schedule', severity: 'medium', text, controls: ['164.308(a)(7)(ii)(A)'] }];
}
