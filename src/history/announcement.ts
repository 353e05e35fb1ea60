import type { Json } from '../model/json.ts';
import { plural } from '../model/words.ts';
import { needsWork } from './cadence.ts';
import { correctiveWords, openTasks, reviewWords, taskWords, type Overview } from './overview.ts';

/** What a message is made for. */
export const announcementFormats = ['json', 'slack', 'teams'] as const;
export type AnnouncementFormat = (typeof announcementFormats)[number];

/** The overview as a message that somebody else's channel takes: names, verdicts and dates, never PHI, never a path. */
export function announcement(overview: Overview, format: AnnouncementFormat): Json {
  switch (format) {
    case 'json':
      return generic(overview);
    case 'slack':
      return { text: [`*${escaped(headline(overview))}*`, ...lines(overview).map((line) => `• ${escaped(line)}`)].join('\n') };
    case 'teams':
      return teams(overview);
  }
}

function headline(overview: Overview): string {
  const tasks = openTasks(overview);
  const all = plural(overview.drills.length, 'drill');
  return tasks === 0 ? `Muster: ${all}, nothing to do` : `Muster: ${all}, ${plural(tasks, 'thing')} to do`;
}

function lines({ drills, overdue, corrective }: Overview): readonly string[] {
  const review = reviewWords(overdue);
  return [
    ...drills.filter(needsWork).map((status) => `${status.drill} on ${status.site}: ${taskWords(status)}`),
    ...(review === null ? [] : [review]),
    ...correctiveWords(corrective),
  ];
}

function generic(overview: Overview): Json {
  return {
    schemaVersion: 1,
    at: overview.at,
    text: headline(overview),
    needsWork: openTasks(overview) > 0,
    drills: overview.drills.map((status) => ({
      drill: status.drill,
      site: status.site,
      verdict: status.last?.verdict ?? null,
      grade: status.last?.grade ?? null,
      certified: status.last?.certified ?? false,
      runId: status.last?.runId ?? null,
      lastRunAt: status.last?.startedAt ?? null,
      dueBy: status.dueBy,
      due: status.due,
      changed: [...status.changed],
    })),
    overdueControls: overview.overdue.map(({ citation }) => citation),
    overdueActions: overview.corrective.open.filter((action) => action.overdue).map(({ id, owner, due }) => ({ id, owner, due })),
    correctiveProblem: overview.corrective.problem,
  };
}

/** An adaptive card, as an incoming webhook of Teams' Workflows takes it. */
function teams(overview: Overview): Json {
  const block = (text: string, more: { readonly weight?: string } = {}): Json => ({ type: 'TextBlock', text, wrap: true, ...more });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          type: 'AdaptiveCard',
          version: '1.4',
          body: [block(headline(overview), { weight: 'Bolder' }), ...lines(overview).map((line) => block(`- ${line}`))],
        },
      },
    ],
  };
}

/** Slack's three control characters. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
