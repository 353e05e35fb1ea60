import type { Block } from '../../model/markdown.ts';
import type { DrillResult } from '../../model/result.ts';
import type { StepResult } from '../../model/result-parts.ts';
import { durationWords } from '../../model/words.ts';
import { clockTime, utc } from '../report/pieces.ts';
import { carriedOut } from '../sentences.ts';
import { bullets, code, facts, heading, lines, note, table, text, toned, type Section } from './cells.ts';
import { outageBars, phaseBars } from './drawing.ts';

/** Who took part, and who did not. */
export function participants({ people, incident, steps: all }: DrillResult): Section {
  const named = new Set(people.participants.map((one) => one.role));
  const unnamed = [...new Set(all.map((step) => step.who))].filter((role) => role !== '' && !named.has(role));
  return {
    title: 'Participants',
    blocks: [
      table(
        'People whose role the drill names',
        [
          ['Role', 3, (one) => one.role],
          ['Planned', 3, (one) => one.name],
          ['Actual', 3, (one) => one.actual ?? 'not recorded'],
          ['Trained', 2, (one) => (one.trained === '' ? 'not recorded' : one.trained)],
        ],
        people.participants,
        'The drill names no role: nobody is recorded as a participant.',
      ),
      table(
        'Key persons who were away',
        [
          ['Role', 3, (one) => one.role],
          ['Name', 3, (one) => one.name],
          ['Deputy', 3, (one) => one.deputy ?? 'none is named'],
        ],
        people.absent ?? [],
        'Nobody was said to be away.',
      ),
      facts([
        ['Prepared by', (people.preparedBy ?? '') === '' ? 'nobody was named' : (people.preparedBy ?? '')],
        ['Roles of the runbook without a person', unnamed.length === 0 ? 'none' : unnamed.join(', ')],
        ['Declared by', incident.declaredBy === null ? 'nobody' : `noted by the drill for the ${incident.declaredBy}`],
        ['Observer, evaluator', observers(people)],
      ]),
      table(
        'Attestations of manual steps',
        [
          ['Step', 3, (one) => one.step],
          ['By', 2, (one) => one.by],
          ['Result', 1, (one) => toned(one.result === 'done' ? 'good' : 'bad', one.result)],
          ['At', 3, (one) => utc(one.at)],
          ['Key', 3, (one) => code(one.keyId)],
          ['Comment', 4, (one) => one.comment],
        ],
        people.attestations,
        'No manual step was attested.',
      ),
    ],
  };
}

function observers({ participants: all }: DrillResult['people']): string {
  const watching = all.filter((one) => /observer|evaluator/u.test(one.role));
  return watching.length === 0 ? 'nobody was named' : watching.map((one) => `${one.actual ?? one.name} (${one.role})`).join(', ');
}

/** What went wrong on purpose, and how it is known that it did. */
export function scenario({ drill, faults }: DrillResult): Section {
  return {
    title: 'Scenario and injects',
    blocks: [
      text(`${drill.title}. Risks of the register: ${drill.risks.length === 0 ? 'none named' : drill.risks.join(', ')}.`),
      table(
        'Failures that were caused',
        [
          ['Failure', 2, (one) => one.kind],
          ['At', 3, (one) => utc(one.at)],
          ['What was done', 4, (one) => (one.summary === '' ? 'nothing recorded' : one.summary)],
          ['What was seen of it', 4, (one) => (one.observation === '' ? 'nothing recorded' : one.observation)],
          ['Felt', 1.2, (one) => (one.felt ? toned('good', 'yes') : toned('bad', 'no'))],
        ],
        faults,
        'No failure was caused.',
      ),
    ],
  };
}

/** From the failure to the declared recovery. */
export function timeline(result: DrillResult): Section {
  const { faults, incident, backup, measured, outages, phases } = result;
  const restore = phases.find((one) => one.phase === 'restore');
  const assert = phases.find((one) => one.phase === 'assert');
  const back = outages.map((one) => one.to).filter((to) => to !== null);
  return {
    title: 'Timeline',
    blocks: [
      facts([
        ['Failure caused (T0)', utc(faults[0]?.at ?? null)],
        ['Detected', incident.detectedAt === null ? 'not detected' : `${utc(incident.detectedAt)} by ${incident.detectedBy ?? 'unknown'}`],
        [
          'Declared',
          incident.declaredAt === null ? 'not declared' : `${utc(incident.declaredAt)}, noted by the drill for the ${incident.declaredBy ?? 'unknown'}`,
        ],
        [
          'Notified',
          incident.notified.length === 0
            ? 'nobody'
            : `nobody was called; noted by the drill: ${incident.notified.map((one) => `${one.who}, ${utc(one.at)}`).join('; ')}`,
        ],
        ['Backup that was used', backup === null ? 'none' : `made ${utc(backup.takenAt)}, newest restored record ${utc(measured.newestRestoredRecordAt)}`],
        ['Restore', restore === undefined ? 'not begun' : `${utc(restore.startedAt)} to ${utc(restore.endedAt)}`],
        ['Last service back', back.length === 0 ? 'no outage was seen' : utc(back.toSorted().at(-1) ?? null)],
        ['Checked after the restore', assert === undefined ? 'not begun' : `${utc(assert.startedAt)} to ${utc(assert.endedAt)}`],
        ['Clock', 'the one of the host that ran the drill; durations are from its monotonic clock'],
      ]),
      table(
        'Milestones of the simulated incident (exercise)',
        [
          ['Milestone', 2.4, (one) => one.what],
          ['At', 3.2, (one) => utc(one.at)],
          ['By', 2.4, (one) => (one.by === '' ? 'nobody' : one.by)],
          ['What', 5, (one) => one.text],
        ],
        incident.timeline ?? [],
        'No milestone was recorded.',
      ),
      phaseBars(result),
      ...outageBars(result),
      table(
        'Phases of the run',
        [
          ['Phase', 2, (one) => one.phase],
          ['Began (UTC)', 2, (one) => clockTime(one.startedAt)],
          ['Lasted', 2, (one) => lasted(measured.phases[one.phase])],
          ['Of which measuring', 2, (one) => durationWords(one.instrumentSeconds)],
        ],
        phases,
        'No phase was begun.',
      ),
    ],
  };
}

function lasted(seconds: number | undefined): string {
  return seconds === undefined ? 'no end recorded' : durationWords(seconds);
}

/** The documented steps against what happened. */
export function steps({ steps: all }: DrillResult): Section {
  return {
    title: 'Recovery steps, documented and actual',
    blocks: [
      table<StepResult>(
        'Steps in the order of the runbook',
        [
          ['Step', 4, (one) => one.heading],
          ['Role', 2.4, (one) => one.who],
          ['State', 2, (one) => toned(one.state === 'succeeded' ? 'good' : one.state === 'failed' ? 'bad' : 'open', one.state)],
          ['Began (UTC)', 2, (one) => (one.startedAt === null ? 'never' : clockTime(one.startedAt))],
          ['Planned', 1.5, (one) => durationWords(one.plannedSeconds)],
          ['Actual', 1.5, (one) => (one.seconds === null ? 'none' : durationWords(one.seconds))],
          ['Tries', 0.9, (one) => one.attempts],
        ],
        all,
        'The runbook has no step.',
      ),
      note(carriedOut),
      heading('Deviations from the document'),
      bullets(
        all.filter((one) => one.fidelity !== 'as-documented').map((one) => `${one.heading}: ${one.fidelity}, ${one.fidelityReason}`),
        'None: each step was done as documented.',
      ),
      note('Deviations are Muster’s own and approved by nobody; what they leave open stands under what this drill does not prove.'),
      heading('What a person would type, and what came of it'),
      ...all.flatMap((one): readonly Block[] => [
        facts([
          [one.heading, one.commands.length === 0 ? 'by hand; no command' : lines(one.commands.map((line) => code(line)))],
          ['', one.text === '' ? 'nothing recorded' : one.text],
        ]),
      ]),
    ],
  };
}
