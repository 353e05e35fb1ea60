import { dialect, duration, name, path, text, tier } from './common.ts';

const version = { type: 'string', pattern: '^(debian|[0-9]+(\\.[0-9]+){0,3})$', description: 'debian, or a version such as 11.8' } as const;

const plugin = {
  type: 'object',
  additionalProperties: false,
  required: ['slug', 'source', 'tier', 'role'],
  properties: {
    slug: name,
    source: {
      type: ['string', 'object'],
      if: { type: 'object' },
      else: { const: 'commerce' },
      additionalProperties: false,
      required: ['path'],
      properties: { path },
      description: 'commerce, or a mapping of path',
    },
    tier,
    role: { enum: ['encrypts-phi', 'logs-phi', 'serves-phi', 'guards-access', 'supports'] },
    needs: { type: 'array', items: name, uniqueItems: true, description: 'a list of plugin slugs' },
  },
} as const;

/** What production is made of, how it is backed up, how it is probed. */
export const stackSchema = {
  $schema: dialect,
  $id: 'urn:muster:stack',
  title: 'Muster stack',
  type: 'object',
  additionalProperties: false,
  required: ['stack', 'title', 'url', 'services', 'plugins', 'backup', 'escrow', 'access-log', 'probes'],
  properties: {
    stack: name,
    title: text,
    url: {
      type: 'string',
      pattern: '^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$',
      maxLength: 250,
      description: 'an address such as https://shop.clinic.example, without a path',
    },
    demo: { type: 'boolean', description: 'true or false' },
    services: {
      type: 'object',
      additionalProperties: false,
      required: ['web', 'db'],
      properties: {
        web: {
          type: 'object',
          additionalProperties: false,
          required: ['server', 'php'],
          properties: { server: { enum: ['apache'] }, php: version, https: { const: true, description: 'true: PHI is never served without TLS' } },
        },
        db: { type: 'object', additionalProperties: false, required: ['server', 'version'], properties: { server: { enum: ['mariadb'] }, version } },
      },
    },
    core: { type: 'object', additionalProperties: false, required: ['version'], properties: { version } },
    'table-prefix': { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9]*_$', maxLength: 20, description: 'letters and digits that end in an underscore' },
    'order-storage': { enum: ['hpos', 'hpos-sync', 'posts'] },
    plugins: { type: 'array', items: plugin, minItems: 1, maxItems: 500, description: 'a list of plugins' },
    backup: {
      type: 'object',
      additionalProperties: false,
      required: ['procedure', 'schedule'],
      properties: {
        procedure: { enum: ['dump-age'] },
        schedule: { type: 'object', additionalProperties: false, required: ['every', 'takes'], properties: { every: duration, takes: duration } },
      },
    },
    escrow: { type: 'object', additionalProperties: false, required: ['from', 'custodian'], properties: { from: { enum: ['file'] }, custodian: name } },
    'access-log': {
      type: 'object',
      additionalProperties: false,
      required: ['kind'],
      properties: { kind: name, 'off-box': { type: 'boolean', description: 'true or false' } },
    },
    probes: {
      type: 'object',
      additionalProperties: false,
      required: ['login', 'checkout'],
      properties: {
        login: { type: 'object', additionalProperties: false, required: ['by'], properties: { by: { enum: ['drill-account'] } } },
        checkout: { type: 'object', additionalProperties: false, required: ['by', 'gateway'], properties: { by: { enum: ['store-api'] }, gateway: name } },
      },
    },
  },
} as const;
