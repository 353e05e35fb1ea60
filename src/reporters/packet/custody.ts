import type { Block } from '../../model/markdown.ts';
import { requirementWords } from '../../model/requirements.ts';
import type { DrillResult } from '../../model/result.ts';
import { dataWords } from '../exercised.ts';
import { clockTime, utc } from '../report/pieces.ts';
import { leakSentence, leftoverWords } from '../sentences.ts';
import { bullets, code, facts, heading, lines, note, table, text, toned, type Section } from './cells.ts';

/** Where the data came from, who held it, and what became of it. */
export function dataHandling(result: DrillResult): Section {
  const { teardown, backup, data, leakScan, steps } = result;
  const custody = steps.filter((one) => /key|restore|import/u.test(one.kind));
  return {
    title: 'Data handling',
    blocks: [
      facts([
        ['Data', dataWords(result)],
        ['Loaded', data.loaded === null ? 'not recorded' : `${data.loaded.orders} orders, ${data.loaded.customers} customers, ${data.loaded.rows} rows`],
        ['Health information in this report', leakSentence(result)],
        [
          'Leak scan',
          leakScan === null
            ? toned('open', 'not made')
            : toned(leakScan.hits === 0 && leakScan.values > 0 ? 'good' : 'open', `${leakScan.values} values, ${leakScan.files} files, ${leakScan.hits} hits`),
        ],
        ['Key of the backup', backup === null ? 'no backup' : `${backup.encryption.kind}, key ${backup.encryption.keyId}`],
        ['Objects removed', teardown.known ? String(teardown.removed) : toned('open', 'not known: no end of the teardown is recorded')],
        ['Left over', toned(teardown.known && teardown.leftovers.length === 0 ? 'good' : 'open', leftoverWords(result))],
      ]),
      table(
        'Chain of custody inside the mirror',
        [
          ['At (UTC)', 2, (one) => (one.startedAt === null ? 'never' : clockTime(one.startedAt))],
          ['What', 4, (one) => one.heading],
          ['Who', 3, (one) => one.who],
          ['What came of it', 4, (one) => (one.text === '' ? one.state : one.text)],
        ],
        custody,
        'No step took a key or restored data.',
      ),
      table(
        'Data destroyed',
        [
          ['What', 4, (one) => one.what],
          ['How', 5, (one) => one.how],
          ['At', 3, (one) => utc(one.at)],
        ],
        teardown.destroyed,
        'No destruction was recorded.',
      ),
      ...breachWorksheet(result),
    ],
  };
}

/** What the run saw that bears on the four factors; nobody's assessment. */
function breachWorksheet({ incident: { breachWorksheet: sheet } }: DrillResult): readonly Block[] {
  return [
    heading('Four-factor worksheet (exercise)'),
    ...table(
      'What the drill saw that bears on each factor of 45 CFR § 164.402(2); no assessment',
      [
        ['Factor', 2.4, (one) => lines([one.factor, `45 CFR § ${one.citation}`])],
        ['Question', 4, (one) => one.question],
        ['Observed', 5, (one) => lines(one.observed.length === 0 ? ['nothing'] : one.observed)],
      ],
      sheet?.factors ?? [],
      'No worksheet was filled in.',
    ),
    note(`To be assessed by: ${(sheet?.assessedBy ?? '') === '' ? 'nobody is named' : (sheet?.assessedBy ?? '')}. Nothing in it happened to a patient.`),
  ];
}

const files: readonly (readonly [file: string, media: string, what: string])[] = [
  ['journal.ndjson', 'application/x-ndjson', 'every event, hash-chained; all else is computed from it'],
  ['result.json', 'application/json', 'the one dataset behind every report; attached to this PDF'],
  ['report.html', 'text/html', 'the report to read'],
  ['report.pdf', 'application/pdf', 'this packet'],
  ['packets/', 'application/pdf', 'one small packet per citation, with index.csv and index.xlsx'],
  ['summary.md', 'text/markdown', 'the summary of a CI job'],
  ['junit.xml', 'application/xml', 'test results for a CI server'],
  ['test-result.intoto.json', 'application/vnd.in-toto+json', 'statement of the test result'],
  ['oscal-*.json', 'application/json', 'OSCAL assessment plan, assessment results, plan of action'],
];

/** What lies beside this paper, and what each check rests on. Bytes and digests of files stand in the seal's manifest. */
export function evidenceIndex({ assertions }: DrillResult): Section {
  return {
    title: 'Evidence index',
    blocks: [
      table(
        'Files of the run’s folder',
        [
          ['File', 3, ([file]) => code(file)],
          ['Media type', 3, ([, media]) => media],
          ['What it is', 5, ([, , what]) => what],
        ],
        files,
        'None.',
      ),
      note('SHA-256 and size of every file stand in manifest.json, which is sealed after this paper was made: a paper cannot hold its own digest.'),
      table(
        'What each check rests on',
        [
          ['Check', 3, (one) => one.kind],
          ['Evidence', 4, (one) => (one.evidence.length === 0 ? 'none named' : one.evidence.join('; '))],
          ['Looks for', 5, (one) => (one.requirements.length === 0 ? 'none named' : requirementWords(one.requirements))],
        ],
        assertions,
        'Nothing was checked.',
      ),
    ],
  };
}

/** How to find out whether this paper says what happened. */
export function integrity({ journal, run }: DrillResult): Section {
  return {
    title: 'Integrity statement',
    blocks: [
      facts([
        ['Events of the journal', String(journal.entries)],
        ['Hash of its last event', code(journal.headHash)],
        ['Sealed', journal.sealed ? toned('good', 'yes: its last event is there') : toned('open', 'no: its last event is missing')],
        ['Written by', `Muster ${run.tool.version}, commit ${run.tool.commit === '' ? 'not known' : run.tool.commit}`],
        ['To verify', lines([code('muster verify DIR'), code('pdfdetach -saveall report.pdf')])],
        ['Digest of the previous run, signature, timestamp', 'in manifest.json and the seal beside it, where the run was sealed'],
      ]),
      text(
        'Everything in this paper is computed from the journal. muster verify checks the chain, computes the result again, renders this PDF again and compares it byte by byte.',
      ),
    ],
  };
}

/** Everything that was recorded, and the words. */
export function annexes({ timeline }: DrillResult): Section {
  const glossary: readonly Block[] = [
    facts([
      ['RTO', 'Recovery time objective: how long the shop may be down; here also the time measured.'],
      ['RPO', 'Recovery point objective: how far back records may be lost; here also the loss measured.'],
      ['MTD', 'Maximum tolerable downtime.'],
      ['Mirror RTO', 'The recovery time measured below production’s data volume.'],
      ['Negative control', 'Damage done on purpose to see that a check finds it.'],
      ['Not proven', 'What this run leaves open, whatever its verdict.'],
    ]),
  ];
  return {
    title: 'Annexes',
    blocks: [
      heading('Definitions and raw log'),
      bullets(['result.json is attached to this PDF.', 'The raw journal is journal.ndjson in the same folder; here it stands a line an event.']),
      heading('Words'),
      ...glossary,
      table(
        'Events of the journal',
        [
          ['UTC', 1.5, (event) => clockTime(event.at)],
          ['Event', 8, (event) => event.text],
        ],
        timeline,
        'Nothing was recorded.',
      ),
    ],
  };
}
