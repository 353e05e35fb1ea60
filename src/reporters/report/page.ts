import { renderToString } from 'preact-render-to-string';
import type { DrillResult } from '../../model/result.ts';
import type { Given, Reporter } from '../reporter.ts';
import { checks } from './checks.ts';
import { filterStyle } from './filter.ts';
import { front, masthead } from './front.ts';
import { glossary, journal, log, subject, teardown } from './origin.ts';
import { verdictWords } from './pieces.ts';
import { figures, steps } from './recovery.ts';
import { style } from './style.ts';
import { findings, incident, isolation, watchers } from './surroundings.ts';
import { html } from './tag.ts';
import type { Part } from './tag.ts';
import { timeline } from './timeline.ts';

/** One self-contained page for an auditor: no script, no network, light and dark, on a telephone and on paper. */
export const htmlReport: Reporter = {
  kind: 'html',
  title: 'The report to read',
  file: 'report.html',
  render: (result, given) => Buffer.from(`<!doctype html>\n${renderToString(page(result, given))}\n`),
};

const contents: readonly (readonly [id: string, title: string])[] = [
  ['timeline', 'Timeline'],
  ['findings', 'Findings'],
  ['checks', 'Checks'],
  ['steps', 'Recovery steps'],
  ['figures', 'Recovery time and data loss'],
  ['incident', 'Incident and people'],
  ['watchers', 'Watchers'],
  ['isolation', 'Isolation'],
  ['subject', 'What was under test'],
  ['teardown', 'Teardown'],
  ['journal', 'Journal'],
  ['words', 'Words'],
  ['log', 'Everything recorded'],
];

function page(result: DrillResult, given: Given): ReturnType<typeof html> {
  const title = `${verdictWords[result.verdict].word}: ${result.drill.title}, ${result.run.startedAt.slice(0, 10)}`;
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:" />
      <link rel="icon" href="data:," />
      <title>${title}</title>
      <style dangerouslySetInnerHTML=${{ __html: style + filterStyle(result) }} />
    </head>
    <body>
      <a class="skip" href="#result">Skip to the verdict</a>
      ${masthead(result)}
      <main>
        ${front(result)}
        ${navigation()}
        <div class="numbered">${sections(result, given)}</div>
      </main>
      <footer><p>Written by Muster ${result.run.tool.version} from the journal of run <code>${result.run.id}</code>, journal head <code>${result.journal.headHash}</code>.</p></footer>
    </body>
  </html>`;
}

function sections(result: DrillResult, given: Given): readonly Part[] {
  return [
    timeline(result),
    findings(result, given),
    checks(result),
    steps(result),
    figures(result),
    incident(result),
    watchers(result),
    isolation(result),
    subject(result),
    teardown(result),
    journal(result),
    glossary(),
    log(result),
  ];
}

function navigation(): Part {
  return html`<nav aria-label="Contents">
    <ol>
      ${contents.map(([id, title]) => html`<li><a href=${`#${id}`}>${title}</a></li>`)}
    </ol>
  </nav>`;
}
