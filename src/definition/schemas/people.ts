import { date, dialect, duration, name, text } from './common.ts';

const keyId = {
  type: 'string',
  pattern: '^ed25519:[0-9a-f]{32}$',
  description: 'the id of a public key, as `muster keygen` prints it: ed25519: and 32 hex digits',
} as const;

const person = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'contact'],
  properties: { name: text, contact: text, trained: date, key: keyId },
  description: 'a mapping of name, contact, trained and key',
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
