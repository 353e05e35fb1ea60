import { date, dialect, name, text } from './common.ts';

/** What stands between the two `---` lines at the top of a runbook. */
export const runbookFrontMatterSchema = {
  $schema: dialect,
  $id: 'urn:muster:runbook-front-matter',
  title: "Muster runbook's front matter",
  type: 'object',
  additionalProperties: false,
  required: ['runbook', 'title'],
  properties: {
    runbook: name,
    title: text,
    approved: {
      type: 'object',
      additionalProperties: false,
      required: ['by', 'at'],
      properties: { by: name, at: date },
      description: 'a mapping of by (a role) and at (a date)',
    },
    who: name,
  },
} as const;
