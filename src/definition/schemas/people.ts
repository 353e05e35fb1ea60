import { date, dialect, duration, name, text } from './common.ts';

const person = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'contact'],
  properties: { name: text, contact: text, trained: date },
  description: 'a mapping of name, contact and trained',
} as const;

/** Roles, contacts, deputies, training dates, business associates. */
export const peopleSchema = {
  $schema: dialect,
  $id: 'urn:muster:people',
  title: 'Muster people',
  type: 'object',
  additionalProperties: false,
  required: ['people', 'roles'],
  properties: {
    people: name,
    roles: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'title', 'holder'],
        properties: { id: name, title: text, holder: person, deputy: person },
      },
      description: 'a list of at least one role',
    },
    'business-associates': {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'name', 'contact', 'notify-within'],
        properties: { id: name, name: text, contact: text, 'notify-within': duration },
      },
      description: 'a list of business associates',
    },
  },
} as const;
