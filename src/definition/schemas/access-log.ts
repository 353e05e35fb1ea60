import { accessLogKinds, readPaths } from '../../model/access-log.ts';
import { date, identifier, name, text } from './common.ts';

const paths = {
  type: 'array',
  items: { enum: readPaths },
  minItems: 1,
  uniqueItems: true,
  description: `a list of read paths: ${readPaths.join(', ')}`,
} as const;

const value = { type: ['string', 'number'], description: 'a text or a number' } as const;

/** Which log records who read what, and where its events lie when it is none that Muster knows. */
export const accessLogSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['kind'],
  properties: {
    kind: { enum: accessLogKinds },
    'written-by': { ...name, description: "the slug of the plugin that writes it, one of the stack's plugins" },
    'off-box': { type: 'boolean', description: 'true or false' },
    sql: {
      type: 'object',
      additionalProperties: false,
      required: ['table', 'id', 'user', 'object', 'time', 'covers'],
      properties: {
        table: { ...identifier, description: 'a table, without the table prefix' },
        id: identifier,
        user: identifier,
        object: {
          type: 'object',
          additionalProperties: false,
          required: ['column'],
          properties: {
            column: identifier,
            prefix: { type: 'string', pattern: '^[A-Za-z0-9:_/#-]{1,40}$', description: 'a text before the number, such as order:' },
          },
          description: "the column that holds the order's number",
        },
        time: {
          type: 'object',
          additionalProperties: false,
          required: ['column', 'as'],
          properties: { column: identifier, as: { enum: ['datetime-utc', 'unix-seconds'] } },
          description: 'a mapping of column and as',
        },
        'request-id': identifier,
        where: {
          type: 'object',
          propertyNames: identifier,
          additionalProperties: { type: 'array', items: value, minItems: 1 },
          description: 'columns, each with a list of the values that a read of an order has in it',
        },
        covers: paths,
        'off-box': {
          type: 'string',
          pattern: '^[a-z0-9][a-z0-9-]{0,60}[.]ndjson$',
          description: "a file of the off-box log's folder, such as register.ndjson: one JSON line per row, its keys the columns",
        },
      },
      description: 'a mapping of table, id, user, object, time and covers',
    },
  },
} as const;

/** Gaps that production has as well: findings instead of failures, until they expire. */
export const knownGapsSchema = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['gap', 'paths', 'owner', 'reason', 'expires'],
    properties: { gap: { enum: ['unlogged-reads'] }, paths, owner: name, reason: text, expires: date },
  },
  description: 'a list of gaps, each with paths, owner, reason and expires',
} as const;
