import type { DrillResult } from '../../model/result.ts';
import { durationWords } from '../../model/words.ts';
import { exercisedWords, gradeWords } from '../exercised.ts';
import { leakSentence, rtoSentence, scheduleSentence, verdictSentence } from '../sentences.ts';
import { bullets, mark, utc, verdictWords } from './pieces.ts';
import type { Tone } from './pieces.ts';
import { html } from './tag.ts';
import type { Part } from './tag.ts';

/** The title block: what was drilled, where and when. */
export function masthead(result: DrillResult): Part {
  const { drill, site, run } = result;
  return html`<header class="masthead">
    <p class="eyebrow">Recovery drill report <span>Exercise</span> <span>${leakSentence(result)}</span></p>
    <h1>${drill.title}</h1>
    <p class="where">${site.title}<br />${utc(run.startedAt)}, run <code>${run.id}</code></p>
  </header>`;
}

/** The first screen: verdict, grade, figures, reasons, and what the run did not prove. */
export function front(result: DrillResult): Part {
  const { tone, word } = verdictWords[result.verdict];
  return html`<section id="result" class="front" aria-labelledby="result-h">
    <div class="verdict">
      <h2 id="result-h" class=${`word ${tone}`}><span class="visually-hidden">Verdict: </span>${mark(tone, word)}</h2>
      <p class="lead">${verdictSentence(result)}</p>
      ${result.reasons.length === 0 ? null : reasons(result)}
      <dl class="figures">${figures(result).map(figure)}</dl>
      <p class="grade"><strong>Evidence grade: ${result.evidenceGrade}.</strong> ${gradeWords[result.evidenceGrade]}</p>
      <p class="grade"><strong>What was exercised.</strong> ${exercisedWords(result)}</p>
    </div>
    <aside class="gaps" aria-labelledby="gaps-h">
      <h2 id="gaps-h">What this run did not prove</h2>
      ${bullets(result.notProven.map(gap))}
    </aside>
  </section>`;
}

function reasons(result: DrillResult): Part {
  const title = result.verdict === 'fail' ? 'Why it failed' : 'Why it is inconclusive';
  return html`<div class=${`reasons ${result.verdict}`}>
    <h3>${title}</h3>
    <ol>
      ${result.reasons.map((reason) => html`<li>${reason.text} <code class="quiet">${reason.code}</code></li>`)}
    </ol>
  </div>`;
}

interface Figure {
  readonly name: string;
  readonly gloss: string;
  readonly value: string;
  readonly tone: Tone;
  readonly note: string;
  /** A sentence that must stand beside the figure. */
  readonly beside?: string | null;
}

function figures(result: DrillResult): readonly Figure[] {
  const { measured, objectives, assertions } = result;
  const lost = measured.ordersLost;
  const passed = assertions.filter((one) => one.verdict === 'pass').length;
  return [
    {
      ...against(measured.rtoSeconds, objectives.rtoSeconds),
      name: measured.rtoName,
      gloss: measured.rtoUntil === 'last-step' ? 'Time until the last step ended' : 'Time until every service worked again',
      beside: rtoSentence(result),
    },
    {
      ...against(measured.rpoSeconds, objectives.rpoSeconds),
      name: 'RPO',
      gloss: 'Age of the newest record that came back',
      beside: scheduleSentence(result),
    },
    {
      name: 'Orders lost',
      gloss: 'Placed before the failure, not in the restored shop',
      value: lost === null ? 'not measured' : String(lost),
      tone: lost === null ? 'open' : 'calm',
      note: measured.ordersPlaced === null ? 'not counted' : `of ${measured.ordersPlaced} placed during the drill`,
    },
    {
      name: 'Checks passed',
      gloss: 'True before and after, and shown to be able to fail',
      value: `${passed} of ${assertions.length}`,
      tone: passed === assertions.length && passed > 0 ? 'good' : 'open',
      note: passed === assertions.length && passed > 0 ? 'all of them' : 'see the checks below',
    },
  ];
}

function against(seconds: number | null, objective: number): Pick<Figure, 'value' | 'tone' | 'note'> {
  if (seconds === null) return { value: 'not measured', tone: 'open', note: `objective ${durationWords(objective)}` };
  const within = seconds <= objective;
  return {
    value: durationWords(seconds),
    tone: within ? 'good' : 'bad',
    note: `${within ? 'within' : 'over'} the objective of ${durationWords(objective)}`,
  };
}

function figure({ name, gloss, value, tone, note, beside = null }: Figure): Part {
  return html`<div>
    <dt>${name}<small>${gloss}</small></dt>
    <dd><span class="value">${value}</span>${mark(tone, note)}${beside === null ? null : html`<small>${beside}</small>`}</dd>
  </div>`;
}

/** The subject of the gap in bold: what stands before the first colon. */
function gap(sentence: string): Part {
  const [, subject, rest] = /^([^:]{3,90}):\s(.*)$/su.exec(sentence) ?? [];
  return subject === undefined ? html`<span>${sentence}</span>` : html`<span><strong>${subject}:</strong> ${rest}</span>`;
}
