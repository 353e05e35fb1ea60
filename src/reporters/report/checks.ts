import { proofWords, readingWords } from '../../model/event-words.ts';
import type { Moment, Reading } from '../../model/reading.ts';
import { requirementWords } from '../../model/requirements.ts';
import type { DrillResult } from '../../model/result.ts';
import type { AssertionResult } from '../../model/result-parts.ts';
import { filter } from './filter.ts';
import { anchor, citations, clockTime, facts, filterable, mark, pairs, section, table, verdictWords } from './pieces.ts';
import type { Tone } from './pieces.ts';
import { html } from './tag.ts';
import type { Part } from './tag.ts';

/** Every assertion: an overview, then each with what was read, expected and found. */
export function checks(result: DrillResult): Part {
  const { assertions } = result;
  return section(
    'checks',
    'Checks',
    html`<p>${readWords(assertions)} ${damageWords(assertions)}</p>`,
    filter(result),
    table<AssertionResult>(
      'Readings of every check',
      [
        { head: 'Check', cell: (one) => html`<a href=${`#check-${one.kind}`}>${one.title}</a>`, kind: 'wide' },
        { head: 'Before', cell: (one) => readingMark(one.before, 'before', null) },
        { head: 'During', cell: (one) => readingMark(one.felt, 'felt', one.feltReason) },
        { head: 'After', cell: (one) => readingMark(one.after, 'after', null) },
        { head: 'Proof', cell: proofMark },
        { head: 'Verdict', cell: (one) => mark(verdictWords[one.verdict].tone, verdictWords[one.verdict].word) },
      ],
      assertions,
      { none: 'The drill expected nothing.', row: (one) => filterable(one.verdict, one.controls) },
    ),
    ...assertions.map(check),
  );
}

function readWords(assertions: readonly AssertionResult[]): string {
  const thrice = assertions.length > 0 && assertions.every((one) => ![one.before, one.felt, one.after].includes('not-run'));
  const moments = 'before the failure it must be true; during the failure it shows whether it notices; after the restore it must be true again.';
  if (thrice) return `Each check was read three times: ${moments}`;
  return `A check is read three times: ${moments} Not every one of these readings was taken in this run.`;
}

/** What the proof did in this run; a check that was not damaged for proved nothing. */
function damageWords(assertions: readonly AssertionResult[]): string {
  const damaged = assertions.filter((one) => one.readings.some((reading) => reading.moment === 'sabotaged')).length;
  if (damaged === 0) return 'No proof was made: the restored mirror was not damaged to see whether the checks find it.';
  const how = damaged === assertions.length ? 'once per check' : `for ${damaged} of the ${assertions.length} checks`;
  return `In the proof, the restored mirror was then damaged on purpose, ${how}, and the check had to find it.`;
}

const goodAt: Readonly<Record<Moment, Reading>> = { before: 'holds', felt: 'broken', after: 'holds', sabotaged: 'broken', undone: 'holds' };

/** A reading in words; at the failure nothing is wrong or right, it is only told. */
function readingMark(reading: Reading, moment: Moment, reason: string | null): Part {
  return mark(readingTone(reading, moment), readingWords(reading, moment, reason));
}

/** How a reading is to be taken at its moment; at the failure nothing is wrong or right. */
export function readingTone(reading: Reading, moment: Moment): Tone {
  if (reading === 'not-run') return 'calm';
  if (reading === 'error') return 'open';
  if (reading === goodAt[moment]) return moment === 'felt' ? 'calm' : 'good';
  return moment === 'felt' ? 'calm' : 'bad';
}

function proofMark(one: AssertionResult): Part {
  return mark(proofTone(one), proofWords(one));
}

/** How a proof is to be taken: one that was not made leaves open whether the check can fail. */
export function proofTone({ proof }: Pick<AssertionResult, 'proof'>): Tone {
  return ({ caught: 'good', missed: 'bad', 'not-run': 'open' } as const)[proof];
}

function check(one: AssertionResult): Part {
  const { tone, word } = verdictWords[one.verdict];
  return html`<article id=${`check-${one.kind}`} class="check" ...${filterable(one.verdict, one.controls)}>
    <h3>${one.title}${anchor(`check-${one.kind}`, one.title)}</h3>
    <p>${mark(tone, word)} <code class="quiet">${one.kind}</code></p>
    <p>${one.verdictReason}</p>
    ${facts([
      ['Expected', one.expected === '' ? 'nothing recorded' : one.expected],
      ['Found', one.actual === '' ? 'nothing recorded' : one.actual],
      ...(Object.keys(one.counts).length === 0 ? [] : [['Counted', pairs(one.counts)] as const]),
      ...(one.evidence.length === 0 ? [] : [['Rests on', one.evidence.join('; ')] as const]),
      ...(one.proofText === '' ? [] : [['Proof', one.proofText] as const]),
      ['Speaks to', citations(one.controls)],
      ...(one.requirements.length === 0 ? [] : [['Looks for', requirementWords(one.requirements)] as const]),
    ])}
    ${table(
      'Readings in order',
      [
        { head: 'UTC', cell: (row) => clockTime(row.at), kind: 'number' },
        { head: 'Reading', cell: (row) => readingMark(row.reading, row.moment, row.reason) },
        { head: 'Found', cell: (row) => row.actual, kind: 'wide' },
      ],
      one.readings,
      'It was never read.',
    )}
  </article>`;
}
