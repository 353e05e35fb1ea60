import { durationPattern, periodPattern } from '../../model/duration.ts';

/** The JSON Schema dialect of every published schema. */
export const dialect = 'https://json-schema.org/draft/2020-12/schema';

/** Parts that several schemas share. `description` is what a diagnostic says when the value does not fit. */
export const name = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64, description: 'a name of small letters, digits and hyphens' } as const;
export const text = {
  type: 'string',
  minLength: 1,
  maxLength: 500,
  pattern: '^[^\\p{Cc}\\p{Cs}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]*$',
  description: 'a text of 1 to 500 characters on one line',
} as const;
export const duration = {
  type: 'string',
  pattern: durationPattern,
  description: 'an ISO 8601 duration such as PT15M, PT1H or P1D (longer than zero, no months or years)',
} as const;
export const period = { type: 'string', pattern: periodPattern, description: 'an ISO 8601 period such as P6Y' } as const;
export const date = { type: 'string', format: 'date', description: 'a date such as 2026-10-05' } as const;
export const tier = { type: 'integer', minimum: 1, maximum: 9, description: 'a whole number from 1 (most critical) to 9' } as const;
export const identifier = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  maxLength: 64,
  description: 'a name of letters, digits and underscores, as in the database',
} as const;
export const glob = { type: 'string', pattern: '^[A-Za-z0-9_*-]+$', maxLength: 100, description: 'a meta key; * stands for any characters' } as const;
export const path = {
  type: 'string',
  pattern: '^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*/?$',
  maxLength: 300,
  description: 'a relative path of letters, digits, dots, hyphens and slashes',
} as const;
export const urlPath = {
  type: 'string',
  pattern: '^(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$',
  maxLength: 200,
  description: 'a path of the site such as /wp-content/uploads/wc-logs, without a slash at its end',
} as const;
