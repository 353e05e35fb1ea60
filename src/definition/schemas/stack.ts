import { escrow } from './escrow.ts';
import { dialect, duration, name, text, tier, urlPath } from './common.ts';
import { checkoutProbe, discoveryProbe, loginProbe } from './probes.ts';
import { accessLogSchema, knownGapsSchema } from './access-log.ts';
import { coreSourcesSchema, extraSchema, namedSourceSchema, sourceSchema } from './source.ts';

const version = { type: 'string', pattern: '^(debian|[0-9]+(\\.[0-9]+){0,3})$', description: 'debian, or a version such as 11.8' } as const;

const plugin = {
  type: 'object',
  additionalProperties: false,
  required: ['slug', 'source', 'tier', 'role'],
  properties: {
    slug: name,
    source: sourceSchema,
    tier,
    role: { enum: ['encrypts-phi', 'logs-phi', 'serves-phi', 'guards-access', 'supports'] },
    needs: { type: 'array', items: name, uniqueItems: true, description: 'a list of plugin slugs' },
    releases: { type: 'array', items: namedSourceSchema, minItems: 1, maxItems: 20, description: 'a list of sources of other releases of it' },
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
          properties: {
            server: { enum: ['apache', 'nginx'] },
            php: version,
            https: { const: true, description: 'true: PHI is never served without TLS' },
            deny: { type: 'array', items: urlPath, uniqueItems: true, maxItems: 50, description: 'a list of paths below which nothing is served' },
            'deny-endings': {
              type: 'array',
              items: { type: 'string', pattern: '^[a-z0-9]{1,12}~?$' },
              uniqueItems: true,
              maxItems: 50,
              description: 'a list of endings such as sql, with which no file is served',
            },
            'page-cache': {
              type: 'object',
              additionalProperties: false,
              required: ['by'],
              properties: { by: { enum: ['fastcgi'] }, never: { type: 'array', items: urlPath, uniqueItems: true, maxItems: 50 }, keep: duration },
            },
          },
        },
        db: {
          type: 'object',
          additionalProperties: false,
          required: ['server', 'version'],
          properties: { server: { enum: ['mariadb'] }, version, encryption: { enum: ['tablespace'] } },
        },
        cache: { type: 'object', additionalProperties: false, required: ['server', 'version'], properties: { server: { enum: ['redis'] }, version } },
      },
    },
    core: { type: 'object', additionalProperties: false, required: ['version'], properties: { version, sources: coreSourcesSchema } },
    'table-prefix': { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9]*_$', maxLength: 20, description: 'letters and digits that end in an underscore' },
    'order-storage': { enum: ['hpos', 'hpos-sync', 'posts'] },
    'shared-runbooks': {
      type: 'string',
      pattern: '^(\\.\\./)*[A-Za-z0-9_-][A-Za-z0-9_./-]{0,200}$',
      description: 'a folder whose runbooks serve this site as well, but for those that its own runbooks/ has',
    },
    'not-here': {
      type: 'array',
      items: { type: 'object', additionalProperties: false, required: ['drill', 'because'], properties: { drill: name, because: text } },
      maxItems: 100,
      description: 'a list of drills that cannot happen to this site, each with a reason',
    },
    plugins: { type: 'array', items: plugin, minItems: 1, maxItems: 500, description: 'a list of plugins' },
    'must-use': { type: 'array', items: extraSchema, maxItems: 100, description: 'a list of must-use plugins' },
    'drop-ins': { type: 'array', items: extraSchema, maxItems: 20, description: 'a list of drop-ins' },
    themes: { type: 'array', items: extraSchema, maxItems: 20, description: 'a list of themes' },
    backup: {
      type: 'object',
      additionalProperties: false,
      required: ['procedure', 'schedule'],
      properties: {
        procedure: { enum: ['dump-age', 'tables-age', 'mariabackup-age'] },
        schedule: { type: 'object', additionalProperties: false, required: ['every', 'takes'], properties: { every: duration, takes: duration } },
        'leaves-out': {
          type: 'array',
          items: { type: 'string', pattern: '^[A-Za-z0-9_.][A-Za-z0-9_./-]{0,200}$' },
          uniqueItems: true,
          maxItems: 50,
          description: 'a list of paths of the web root that the procedure does not back up',
        },
      },
    },
    escrow,
    emergency: {
      type: 'object',
      additionalProperties: false,
      required: ['login', 'role'],
      properties: {
        login: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,59}$', description: 'the name of the break-glass account' },
        role: { type: 'string', pattern: '^[a-z][a-z0-9_-]{0,59}$', description: 'its role in the shop' },
      },
    },
    'access-log': accessLogSchema,
    'known-gaps': knownGapsSchema,
    probes: {
      type: 'object',
      additionalProperties: false,
      required: ['login', 'checkout'],
      properties: { login: loginProbe, checkout: checkoutProbe, discovery: discoveryProbe },
    },
  },
} as const;
