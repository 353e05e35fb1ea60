import { date, dialect, duration, glob, identifier, name, path, period, text, tier } from './common.ts';

const identifiers = { type: 'array', items: identifier, minItems: 1, uniqueItems: true, description: 'a list of columns' } as const;
const globs = { type: 'array', items: glob, minItems: 1, uniqueItems: true, description: 'a list of meta keys; * stands for any characters' } as const;

const protection = {
  type: 'object',
  required: ['kind'],
  discriminator: { propertyName: 'kind' },
  oneOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'keys', 'pattern', 'decrypt'],
      properties: {
        kind: { const: 'field' },
        keys: globs,
        pattern: { type: 'string', format: 'regex', minLength: 1, maxLength: 200, description: 'a regular expression that a ciphertext matches' },
        decrypt: name,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'attested-by'],
      properties: { kind: { enum: ['tablespace', 'volume'] }, 'attested-by': name },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'accepted-by', 'reason', 'expires'],
      properties: { kind: { const: 'none' }, 'accepted-by': name, reason: text, expires: date },
    },
  ],
} as const;

const table = {
  type: 'object',
  additionalProperties: false,
  required: ['table', 'class', 'tier', 'protection'],
  properties: {
    table: identifier,
    key: identifiers,
    record: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
      properties: { order: identifier, user: identifier },
      description: 'one of order or user, and the column that says whose record a row is',
    },
    columns: identifiers,
    'except-keys': globs,
    class: { enum: ['identical', 'derived', 'volatile'] },
    tier,
    retention: period,
    protection,
    'read-by': {
      type: 'array',
      items: { type: 'string', pattern: '^[a-z0-9_-]+$', maxLength: 64, description: "a role's name in WordPress" },
      uniqueItems: true,
      description: 'a list of WordPress roles',
    },
    log: name,
  },
  if: { properties: { class: { const: 'volatile' } } },
  else: { required: ['key', 'columns'] },
} as const;

/** Where PHI lives, how it is protected, who may read it and which log records that. */
export const phiMapSchema = {
  $schema: dialect,
  $id: 'urn:muster:phi-map',
  title: 'Muster PHI map',
  type: 'object',
  additionalProperties: false,
  required: ['phi-map', 'tables'],
  properties: {
    'phi-map': name,
    include: { type: 'array', items: path, uniqueItems: true, description: 'a list of other maps, relative to this file' },
    retention: period,
    tiers: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['tier'],
        properties: { tier, title: text, rto: duration, rpo: duration, mtd: duration },
      },
      description: 'a list of tiers with their objectives',
    },
    tables: { type: 'array', items: table, description: 'a list of tables' },
    flows: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['from', 'to', 'what', 'by'],
        properties: { from: text, to: text, what: text, by: text },
      },
      description: 'a list of data flows',
    },
  },
} as const;
