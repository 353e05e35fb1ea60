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
        call: {
          type: 'string',
          pattern: '^[A-Za-z_][A-Za-z0-9_]*(\\\\[A-Za-z_][A-Za-z0-9_]*)*(::[A-Za-z_][A-Za-z0-9_]*)?$',
          maxLength: 200,
          description: 'a PHP function or Class::method that takes value, record and field',
        },
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
  required: ['table'],
  properties: {
    table: identifier,
    key: identifiers,
    record: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
      properties: { order: identifier, user: identifier, 'order-item': identifier, comment: identifier },
      description: 'one of order, user, order-item or comment, and the column that says whose record a row is',
    },
    columns: identifiers,
    'except-keys': globs,
    'except-columns': { ...identifiers, description: 'a list of columns that are left out: volatile, or no PHI' },
    optional: { type: 'boolean', description: 'true when the table is made only while a feature is on' },
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
} as const;

/** What a person has looked at: no PHI, or covered by its table; `muster phi-map check` is silent about it. */
const seen = {
  type: 'array',
  items: { type: 'string', pattern: '^[^\\p{Cc}\\p{Cs}]+$', maxLength: 100, description: 'a name as phi-map check shows it; * stands for any characters' },
  uniqueItems: true,
  description: 'a list of names; * stands for any characters',
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
    defaults: {
      type: 'object',
      additionalProperties: false,
      properties: { protection, 'read-by': table.properties['read-by'], log: name, retention: period },
      description: 'what stands for every table that does not say it, those of included maps too',
    },
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
    'looked-at': {
      type: 'object',
      additionalProperties: false,
      properties: { tables: seen, columns: seen, 'meta-keys': seen, options: seen, uploads: seen, plugins: seen },
      description: 'a mapping of tables, columns, meta-keys, options, uploads and plugins',
    },
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
