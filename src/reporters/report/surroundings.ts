import type { DrillResult } from '../../model/result.ts';
import { durationWords } from '../../model/words.ts';
import { actionSentence, actionsOf, verifiedBy } from '../actions.ts';
import type { Given } from '../reporter.ts';
import { counted, lookedUntil, wayOutWords } from '../sentences.ts';
import { bullets, citations, code, facts, filterable, mark, pairs, section, table, utc } from './pieces.ts';
import type { Tone } from './pieces.ts';
import { html } from './tag.ts';
import type { Part } from './tag.ts';

const severityTones: Readonly<Record<string, Tone>> = { high: 'bad', medium: 'open', low: 'calm' };

/** What has to be worked on, and who does. */
export function findings(result: DrillResult, given: Given): Part {
  const { findings: all, warnings } = result;
  const closed = verifiedBy(result, given);
  return section(
    'findings',
    'Findings',
    table(
      'Findings, most severe first',
      [
        { head: 'Id', cell: (finding) => code(finding.id) },
        { head: 'Severity', cell: (finding) => mark(severityTones[finding.severity] ?? 'open', finding.severity) },
        { head: 'Finding', cell: (finding) => finding.text, kind: 'wide' },
        { head: 'Speaks to', cell: (finding) => citations(finding.controls) },
        ...(given.register === null
          ? []
          : [{ head: 'Corrective action', cell: (finding: Finding) => actionCell(result, finding, given), kind: 'wide' as const }]),
      ],
      all,
      { none: 'None.', row: (finding) => ({ id: `finding-${finding.id}`, ...filterable(null, finding.controls) }) },
    ),
    closed.length === 0
      ? null
      : html`<div>
          <h3>Actions of earlier runs that this run showed to be done</h3>
          ${bullets(closed.map(actionSentence))}
        </div>`,
    warnings.length === 0
      ? null
      : html`<div>
          <h3>Warnings during the run</h3>
          ${bullets(warnings)}
        </div>`,
  );
}

type Finding = DrillResult['findings'][number];

function actionCell(result: DrillResult, finding: Finding, given: Given): Part {
  const actions = actionsOf(result, finding, given);
  return actions.length === 0 ? mark('bad', 'none yet') : bullets(actions.map((one) => mark(one.overdue ? 'bad' : 'calm', actionSentence(one))));
}

/** How the incident went, and who was involved. */
export function incident({ incident: noted, people }: DrillResult): Part {
  return section(
    'incident',
    'Incident and people',
    facts([
      ['Detected', noted.detectedAt === null ? 'not detected' : `${utc(noted.detectedAt)} by ${noted.detectedBy ?? 'unknown'}`],
      ['Declared', noted.declaredAt === null ? 'not declared' : `${utc(noted.declaredAt)}, noted by the drill for the ${noted.declaredBy ?? 'unknown'}`],
      [
        'Notified',
        noted.notified.length === 0
          ? 'nobody'
          : `nobody was called; noted by the drill: ${noted.notified.map((one) => `${one.who}, ${utc(one.at)}`).join('; ')}`,
      ],
    ]),
    ...milestones(noted),
    ...involved(people),
  );
}

/** The milestones of the exercise, and what bears on a breach; nobody's assessment. */
function milestones(noted: DrillResult['incident']): readonly Part[] {
  return [
    table(
      'Milestones of the simulated incident (exercise)',
      [
        { head: 'Milestone', cell: (one) => one.what },
        { head: 'At', cell: (one) => utc(one.at) },
        { head: 'By', cell: (one) => (one.by === '' ? 'nobody' : one.by) },
        { head: 'What', cell: (one) => one.text, kind: 'wide' },
      ],
      noted.timeline ?? [],
      'No milestone was recorded.',
    ),
    table(
      'Four-factor worksheet (exercise): what the drill saw that bears on each factor; no assessment',
      [
        { head: 'Factor', cell: (one) => `${one.factor}, 45 CFR § ${one.citation}` },
        { head: 'Question', cell: (one) => one.question, kind: 'wide' },
        { head: 'Observed', cell: (one) => bullets(one.observed), kind: 'wide' },
      ],
      noted.breachWorksheet?.factors ?? [],
      'No worksheet was filled in.',
    ),
  ];
}

/** Who took part, who was away, and who signed for what. */
function involved(people: DrillResult['people']): readonly Part[] {
  return [
    facts([
      ['Prepared by', (people.preparedBy ?? '') === '' ? 'nobody was named' : (people.preparedBy ?? '')],
      [
        'Away',
        (people.absent ?? []).length === 0
          ? 'nobody was said to be'
          : (people.absent ?? []).map((one) => `${one.name} (${one.role}), deputy ${one.deputy ?? 'none'}`).join('; '),
      ],
    ]),
    table(
      'People whose role the drill names',
      [
        { head: 'Role', cell: (person) => person.role },
        { head: 'Planned', cell: (person) => person.name },
        { head: 'Actual', cell: (person) => person.actual ?? 'not recorded' },
        { head: 'Trained', cell: (person) => (person.trained === '' ? 'not recorded' : person.trained), kind: 'number' },
      ],
      people.participants,
      'The drill names no role.',
    ),
    table(
      'Attestations of manual steps',
      [
        { head: 'Step', cell: (one) => code(one.step) },
        { head: 'By', cell: (one) => one.by },
        { head: 'Result', cell: (one) => mark(one.result === 'done' ? 'good' : 'bad', one.result) },
        { head: 'At', cell: (one) => utc(one.at) },
        { head: 'Comment', cell: (one) => one.comment, kind: 'wide' },
        { head: 'Key', cell: (one) => code(one.keyId) },
      ],
      people.attestations,
      'No manual step was attested.',
    ),
  ];
}

/** What watched the run, and what it saw. */
export function watchers(result: DrillResult): Part {
  return section(
    'watchers',
    'Watchers',
    html`<p>Watchers look all the time, from before the failure, each until the moment that its row names.</p>`,
    table(
      'What each watcher saw',
      [
        { head: 'Watcher', cell: (one) => code(one.kind) },
        { head: 'Samples', cell: (one) => one.samples, kind: 'number' },
        { head: 'Every', cell: (one) => durationWords(one.resolutionSeconds), kind: 'number' },
        { head: 'Until', cell: (one) => lookedUntil(result, one.endedAt) },
        { head: 'Findings', cell: (one) => one.findings.length, kind: 'number' },
        { head: 'In short', cell: (one) => pairs(one.summary), kind: 'wide' },
      ],
      result.watchers,
      'Nothing watched.',
    ),
  );
}

/** That the mirror could not hurt production. */
export function isolation(result: DrillResult): Part {
  const { egress, mail, http } = result.isolation;
  const tone = (egress.succeeded ?? 0) > 0 ? 'bad' : egress.probes > 0 && egress.attempted !== null ? 'good' : 'open';
  return section(
    'isolation',
    'Isolation of the mirror',
    html`<p>
      The drill ran on a copy of the shop, made to have no way out. Muster tries to get out itself, and counts apart what the shop's software tried: what came
      of both stands here.
    </p>`,
    facts([
      ['Way out', mark(tone, wayOutWords(result))],
      ["Muster's own attempts", egress.probes],
      ["The shop's attempts", counted(egress.attempted)],
      ['Mails captured', counted(mail.captured)],
      ['HTTP requests refused', counted(http.refused)],
    ]),
    egress.attempts.length === 0
      ? null
      : html`<div>
          <h3>Attempts</h3>
          ${bullets(egress.attempts)}
        </div>`,
  );
}
