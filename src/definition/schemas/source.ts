import { path } from './common.ts';

/** A version of WordPress, a plugin or a theme. */
const release = { type: 'string', pattern: '^[0-9]+(\\.[0-9]+){0,3}(-[a-z0-9.]+)?$', maxLength: 32, description: 'a version such as 7.1 or 10.6.2' } as const;

const properties = {
  path,
  artifact: { type: 'string', pattern: '^[a-z0-9][a-z0-9.-]{0,63}$', description: "an artifact's name in the cache" },
  version: release,
  url: { type: 'string', pattern: '^https://[^\\s@]+$', maxLength: 500, description: 'an https address of a zip or tar, without a password in it' },
  sha256: { type: 'string', pattern: '^[0-9a-f]{64}$', description: '64 hexadecimal digits' },
  backup: { const: true, description: 'true: out of the production backup of the run' },
} as const;

const single = {
  type: ['string', 'object'],
  if: { type: ['object', 'array'] },
  else: { const: 'commerce' },
  additionalProperties: false,
  properties,
  description: 'commerce, or a mapping of path, artifact, url with sha256, or backup',
} as const;

/** Where a component's files come from: one source, or several in order. `check-sources` sees that each names one place. */
export const sourceSchema = {
  ...single,
  type: ['string', 'object', 'array'],
  items: single,
  minItems: 1,
  maxItems: 8,
  description: 'commerce, a mapping of path, artifact, url with sha256, or backup, or a list of these in order',
} as const;

/** One place that is named; `commerce` is none. */
export const namedSourceSchema = {
  type: 'object',
  additionalProperties: false,
  properties,
  description: 'a mapping of path, artifact, url with sha256, or backup',
} as const;

/** Places of WordPress core, in order. */
export const coreSourcesSchema = {
  type: 'array',
  items: namedSourceSchema,
  minItems: 1,
  maxItems: 8,
  description: 'a list of sources in order',
} as const;

/** A must-use plugin, drop-in or theme. */
export const extraSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['slug', 'source'],
  properties: {
    slug: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*(\\.php)?$', maxLength: 64, description: 'the name of its folder, or of its .php file' },
    source: sourceSchema,
    active: { type: 'boolean', description: 'true for the theme that the shop uses' },
  },
} as const;
