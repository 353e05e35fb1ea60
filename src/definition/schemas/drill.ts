import { dialect, duration, name, path, text } from './common.ts';

/** A drill; the kinds of `fault`, `expect` and `detect-by` are added from the catalog. */
export const drillSchema = {
  $schema: dialect,
  $id: 'urn:muster:drill',
  title: 'Muster drill',
  type: 'object',
  additionalProperties: false,
  required: ['drill', 'title', 'site', 'runbook', 'fault', 'expect'],
  properties: {
    drill: name,
    title: text,
    risks: {
      type: 'array',
      items: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$', maxLength: 64, description: 'an id of the risk register' },
      description: "a list of the risk register's ids",
    },
    site: path,
    runbook: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64, description: "the name of a file in the site's runbooks/, without .md" },
    objectives: {
      type: 'object',
      additionalProperties: false,
      properties: { rto: duration, rpo: duration, mtd: duration },
      description: 'a mapping of rto, rpo and mtd',
    },
    data: {
      type: 'object',
      additionalProperties: false,
      properties: {
        mode: { enum: ['synthetic'] },
        seed: { type: 'integer', minimum: 0, maximum: 4_294_967_295, description: 'a whole number from 0 to 4294967295' },
        orders: { type: 'integer', minimum: 1, maximum: 1_000_000, description: 'a whole number from 1 to 1000000' },
        customers: { type: 'integer', minimum: 1, maximum: 1_000_000, description: 'a whole number from 1 to 1000000' },
      },
      description: 'a mapping of mode, seed, orders and customers',
    },
    fault: { type: 'array', minItems: 1, items: { type: ['string', 'object'] }, description: 'a list of at least one fault' },
    incident: {
      type: 'object',
      additionalProperties: false,
      required: ['detect-by', 'declare'],
      properties: { 'detect-by': { type: 'string' }, declare: name, notify: { type: 'array', items: name, uniqueItems: true, description: 'a list of roles' } },
      description: 'a mapping of detect-by, declare and notify',
    },
    expect: { type: 'array', minItems: 1, items: { type: ['string', 'object'] }, description: 'a list of at least one assertion' },
  },
} as const;
