import type { DrillResult } from '../../model/result.ts';
import type { StepResult } from '../../model/result-parts.ts';
import type { StepState } from '../../model/reading.ts';
import { durationWords, serviceWords } from '../../model/words.ts';
import { carriedOut, scheduleSentence } from '../sentences.ts';
import { anchor, clockTime, code, facts, mark, section, table, utc } from './pieces.ts';
import type { Tone } from './pieces.ts';
import { html } from './tag.ts';
import type { Part } from './tag.ts';

const stateTones: Readonly<Record<StepState, Tone>> = { succeeded: 'good', failed: 'bad', skipped: 'open', 'not-executed': 'open', pending: 'open' };
const stateWords: Readonly<Record<StepState, string>> = {
  succeeded: 'done',
  failed: 'failed',
  skipped: 'skipped',
  'not-executed': 'not carried out',
  pending: 'waits for attestation',
};

/** The runbook's steps: what was planned, what a person would type, what happened. */
export function steps({ steps: all, runbook }: DrillResult): Part {
  const approved = runbook.approved === null ? 'It is not approved by anyone.' : `Approved by ${runbook.approved.by} on ${runbook.approved.at}.`;
  return section(
    'steps',
    'Recovery steps, planned and actual',
    html`<p>
      The steps are those of the team's own document, “${runbook.title}” (<code>${runbook.path}</code>). ${approved} Its digest is
      <code>${runbook.digest}</code>.
    </p>`,
    table<StepResult>(
      'Steps of the runbook',
      [
        { head: 'Step', cell: (step) => html`<a href=${`#step-${step.id}`}>${step.heading}</a>`, kind: 'wide' },
        { head: 'Role', cell: (step) => step.who },
        { head: 'State', cell: (step) => mark(stateTones[step.state], stateWords[step.state]) },
        { head: 'Planned', cell: (step) => durationWords(step.plannedSeconds), kind: 'number' },
        { head: 'Actual', cell: (step) => (step.seconds === null ? 'none' : durationWords(step.seconds)), kind: 'number' },
        { head: 'Began (UTC)', cell: (step) => (step.startedAt === null ? 'never' : clockTime(step.startedAt)), kind: 'number' },
        { head: 'Tries', cell: (step) => step.attempts, kind: 'number' },
        { head: 'How close to the document', cell: fidelity },
      ],
      all,
      'The runbook has no step.',
    ),
    html`<p>${carriedOut}</p>`,
    html`<h3>What a person would type</h3>`,
    html`<ol class="commands">
      ${all.map(
        (step) =>
          html`<li id=${`step-${step.id}`}>
            <p><strong>${step.heading}</strong>${anchor(`step-${step.id}`, step.heading)}${step.text === '' ? '' : `: ${step.text}`}</p>
            ${step.commands.length === 0 ? html`<p class="none">By hand; no command.</p>` : html`<pre tabindex="0" aria-label=${`Commands: ${step.heading}`}><code>${step.commands.join('\n')}</code></pre>`}
          </li>`,
      )}
    </ol>`,
  );
}

function fidelity(step: StepResult): Part {
  switch (step.fidelity) {
    case 'as-documented':
      return 'as documented';
    case 'equivalent':
      return `equivalent: ${step.fidelityReason}`;
    case 'not-executable-here':
      return `not executable here: ${step.fidelityReason}`;
  }
}

/** The figures behind the headline: services, shares, phases. */
export function figures(result: DrillResult): Part {
  const { measured, objectives, phases, backup, faults } = result;
  const schedule = scheduleSentence(result);
  return section(
    'figures',
    'Recovery time and data loss',
    html`<p>
      Recovery time (RTO) runs from the instant of the failure to the end of the last interval in which any service did not work; it includes detection and
      people. ${measured.rtoUntil === 'last-step' ? 'In this run no outage was seen, so it ends when the last step ended.' : ''} Data loss (RPO) runs from the
      newest record inside the restored data to the failure. Neither uses a file's date.
    </p>`,
    facts([
      [`${measured.rtoName}, against the objective`, compare(measured.rtoSeconds, objectives.rtoSeconds)],
      ...partRows(measured),
      ['RPO, against the objective', compare(measured.rpoSeconds, objectives.rpoSeconds)],
      ['Longest tolerable outage (MTD)', durationWords(objectives.mtdSeconds)],
      ['Loss that the backup schedule allows', schedule === null ? durationWords(measured.declaredRpoSeconds) : mark('open', schedule)],
      ['The failure', utc(faults[0]?.at ?? null)],
      ['Newest restored record', utc(measured.newestRestoredRecordAt)],
      ['Backup made', backup === null ? 'none' : backup.takenAt === null ? 'not known: a file says nothing of it' : utc(backup.takenAt)],
      ['Machines worked', durationWords(measured.machineSeconds)],
      ['People were waited for', durationWords(measured.humanWaitSeconds)],
      ["Muster's own measuring meanwhile", durationWords(measured.instrumentSeconds)],
      ['Services sampled every', durationWords(measured.resolutionSeconds)],
    ]),
    table(
      'Outage of each service after the failure',
      [
        { head: 'Service', cell: ([name]) => serviceWords[name] ?? name, kind: 'wide' },
        { head: 'Did not work for', cell: ([, { downSeconds }]) => (downSeconds === null ? 'not known' : durationWords(downSeconds)), kind: 'number' },
      ],
      Object.entries(measured.services),
    ),
    table(
      'Phases of the run',
      [
        { head: 'Phase', cell: (phase) => phase.phase },
        { head: 'Began (UTC)', cell: (phase) => clockTime(phase.startedAt), kind: 'number' },
        { head: 'Lasted', cell: (phase) => lasted(measured.phases[phase.phase]), kind: 'number' },
        { head: 'Of which measuring', cell: (phase) => durationWords(phase.instrumentSeconds), kind: 'number' },
      ],
      phases,
    ),
    faultTable(faults),
  );
}

/** The recovery time by what explains it. */
function partRows({ rtoParts: parts, rtoUntil }: DrillResult['measured']): readonly (readonly [string, string])[] {
  if (parts === null) return [];
  return [
    ...(parts.fetchSeconds === undefined ? [] : [['Of it fetching the backup', durationWords(parts.fetchSeconds)] as const]),
    ['Of it before the first step', durationWords(parts.beforeStepsSeconds)],
    ['Of it in steps', durationWords(parts.stepsSeconds)],
    [`Of it explained by no step (between steps${rtoUntil === 'last-step' ? '' : ', and until the next sample'})`, durationWords(parts.unexplainedSeconds)],
  ];
}

function lasted(seconds: number | undefined): string {
  return seconds === undefined ? 'no end recorded' : durationWords(seconds);
}

function compare(seconds: number | null, objective: number): Part {
  if (seconds === null) return mark('open', `not measured; objective ${durationWords(objective)}`);
  return mark(seconds <= objective ? 'good' : 'bad', `${durationWords(seconds)} of ${durationWords(objective)}`);
}

function faultTable(faults: DrillResult['faults']): Part {
  return table(
    'Failures that were caused',
    [
      { head: 'Failure', cell: (fault) => code(fault.kind) },
      { head: 'At', cell: (fault) => utc(fault.at) },
      { head: 'Felt', cell: (fault) => (fault.felt ? mark('good', 'yes') : mark('open', 'no')) },
      { head: 'What was done and seen', cell: (fault) => [fault.summary, fault.observation].filter((text) => text !== '').join('. '), kind: 'wide' },
    ],
    faults,
    'The drill causes none.',
  );
}
