import type { DrillResult } from '../../model/result.ts';
import { durationWords, encryptionWords, plural } from '../../model/words.ts';
import { dataWords, exercisedWords, shopWords } from '../exercised.ts';
import { rtoSentence, scheduleSentence, verdictSentence } from '../sentences.ts';
import { pairs } from '../report/pieces.ts';
import { againstCell, bullets, code, facts, heading, note, table, text, toned, verdictCell, type Section } from './cells.ts';

/** What the whole packet says, on one page. */
export function executiveSummary(result: DrillResult): Section {
  const { measured, objectives, assertions, findings, incident } = result;
  const passed = assertions.filter((one) => one.verdict === 'pass').length;
  const bySeverity = (['high', 'medium', 'low'] as const).map((one) => `${findings.filter(({ severity }) => severity === one).length} ${one}`).join(', ');
  return {
    title: 'Executive summary',
    blocks: [
      text(verdictSentence(result)),
      facts([
        [
          'Objective',
          `Recover the shop by its own runbook within ${durationWords(objectives.rtoSeconds)}, losing at most ${durationWords(objectives.rpoSeconds)} of records`,
        ],
        ['Verdict', verdictCell(result.verdict)],
        [measured.rtoName, againstCell(measured.rtoSeconds, objectives.rtoSeconds)],
        ['RPO', againstCell(measured.rpoSeconds, objectives.rpoSeconds)],
        [
          'Orders lost',
          measured.ordersLost === null
            ? toned('open', 'not measured')
            : `${measured.ordersLost} of ${measured.ordersPlaced ?? 'an unknown number'} placed during the drill`,
        ],
        ['Checks passed', toned(passed === assertions.length && passed > 0 ? 'good' : 'open', `${passed} of ${assertions.length}`)],
        ['Findings', findings.length === 0 ? 'none' : bySeverity],
        ['Repeat findings', String(findings.filter(({ repeatOf }) => repeatOf !== null).length)],
        [
          'Interim notices',
          incident.notified.length === 0 ? 'none were sent' : `none were sent; ${plural(incident.notified.length, 'notice')} noted as an exercise`,
        ],
      ]),
      ...[rtoSentence(result), scheduleSentence(result)].flatMap((one) => (one === null ? [] : [note(one)])),
      heading('What stands against a pass'),
      bullets(
        result.reasons.map((reason) => `${reason.text} (${reason.code})`),
        'Nothing.',
      ),
    ],
  };
}

/** What was drilled, on whose authority, and what was left out. */
export function scope(result: DrillResult): Section {
  const { site, drill, stack, objectives, runbook } = result;
  return {
    title: 'Scope and authority',
    blocks: [
      facts([
        ['Site', `${site.title} (${site.id})`],
        ['Role of the entity', 'not recorded by this run: covered entity or business associate, for the entity to state'],
        [
          'Authority',
          runbook.approved === null
            ? toned('open', 'the runbook is not approved by anyone')
            : `runbook approved by ${runbook.approved.by} on ${runbook.approved.at}`,
        ],
        ['Risks of the register', drill.risks.length === 0 ? 'none named' : drill.risks.join(', ')],
        ['Shop software', shopWords(result)],
        ['Services in the mirror', stack.images.length === 0 ? 'not recorded' : stack.images.map((one) => one.service).join(', ')],
        ['Data mode', dataWords(result)],
        ['Evidence grade', result.evidenceGrade],
        ['Kind of test', 'system: an actual restore on an isolated mirror, no tabletop exercise'],
        ['Longest tolerable outage (MTD)', durationWords(objectives.mtdSeconds)],
        ['Cadence', 'this paper knows one run; muster status says what is due'],
      ]),
      text(exercisedWords(result)),
      note(`Left out, and not proven: the ${plural(result.notProven.length, 'thing')} that section 1 names under “What this drill does not prove”.`),
    ],
  };
}

/** What exactly was under test, by digest. */
export function planUnderTest(result: DrillResult): Section {
  const { runbook, drill, site, run, stack, backup, settings } = result;
  return {
    title: 'Plan under test',
    blocks: [
      facts([
        ['Runbook', `${runbook.title} (${runbook.path})`],
        ['Runbook digest', code(runbook.digest)],
        ['Approved', runbook.approved === null ? toned('open', 'by nobody') : `${runbook.approved.at} by ${runbook.approved.by}`],
        ['Drill definition', code(drill.digest)],
        ['Site definition', code(site.digest)],
        ['Tool', `Muster ${run.tool.version}, commit ${run.tool.commit === '' ? 'not known' : run.tool.commit}`],
        ['Host', words(run.host)],
        ['Engine', words(stack.engine)],
        [
          'Backup',
          backup === null
            ? 'none was made or given'
            : `${backup.bytes} bytes, made ${backup.takenAt ?? 'at an unknown time'}, newest record ${backup.newestRecordAt}, ${encryptionWords(backup.encryption)}, ${plural(backup.rowsChangedDuring, 'row')} changed meanwhile`,
        ],
        ['Backup digest', backup === null ? 'none' : code(backup.digest)],
      ]),
      table(
        'Components',
        [
          ['Name', 2, (one) => one.slug],
          ['Kind', 1.2, (one) => one.kind],
          ['Version', 2.4, (one) => one.version],
          ['Digest', 5, (one) => code(one.digest)],
        ],
        stack.components,
        'The components were not recorded.',
      ),
      table(
        'Images',
        [
          ['Service', 1.2, (one) => one.service],
          ['Tag', 3, (one) => code(one.tag)],
          ['Id', 5, (one) => code(one.id)],
        ],
        stack.images,
        'The images were not recorded.',
      ),
      table(
        'Settings that did not come from the drill',
        [
          ['Setting', 3, (one) => code(one.key)],
          ['Value', 3, (one) => one.value],
          ['From', 2, (one) => one.from],
        ],
        settings,
        'None.',
      ),
    ],
  };
}

function words(object: Readonly<Record<string, unknown>>): string {
  return Object.keys(object).length === 0 ? 'not recorded' : pairs(object);
}
