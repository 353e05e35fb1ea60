import { date, dialect, name, text } from './common.ts';

const paragraph = { ...text, maxLength: 1500, description: 'a text of 1 to 1500 characters on one line' } as const;

const control = {
  type: 'object',
  additionalProperties: false,
  required: ['citation', 'title', 'asks', 'drill-shows'],
  properties: {
    citation: {
      type: 'string',
      pattern: '^164\\.[0-9]{3}(\\([0-9A-Za-z]+\\))*$',
      maxLength: 40,
      description: 'a citation such as 164.308(a)(7)(ii)(D), one for each entry',
    },
    title: text,
    designation: { enum: ['required', 'addressable'], description: 'required or addressable; left out where the source does not say' },
    asks: paragraph,
    'drill-shows': paragraph,
    source: name,
    'review-by': date,
  },
} as const;

/** A proposal is not always cited by its section yet. */
const proposed = { ...control, properties: { ...control.properties, citation: text } } as const;

const controls = { type: 'array', minItems: 1, items: control, description: 'a list of at least one control' } as const;

/** What a rule asks for, citation by citation, with its source and when it has to be looked at again. */
export const controlsSchema = {
  $schema: dialect,
  $id: 'urn:muster:controls',
  title: 'Muster controls',
  type: 'object',
  additionalProperties: false,
  required: ['controls', 'title', 'reviewed', 'defaults', 'sources', 'rule'],
  properties: {
    controls: name,
    title: text,
    reviewed: date,
    defaults: {
      type: 'object',
      additionalProperties: false,
      required: ['source', 'review-by'],
      properties: { source: name, 'review-by': date },
      description: 'a mapping of source and review-by, for every entry that says nothing else',
    },
    sources: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'title', 'seen'],
        properties: { id: name, title: paragraph, seen: date },
      },
      description: 'a list of at least one source',
    },
    rule: controls,
    profiles: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'title', 'status', 'note', 'source', 'review-by', 'rule'],
        properties: {
          id: name,
          title: text,
          status: { const: 'proposed', description: 'proposed' },
          note: paragraph,
          source: name,
          'review-by': date,
          rule: { ...controls, items: proposed },
        },
      },
      description: 'a list of profiles, off by default',
    },
  },
} as const;
