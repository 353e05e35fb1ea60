import { dialect, name, text } from './common.ts';

/** What `muster lock` resolved: versions and digests of every component. Committed beside stack.yaml. */
export const stackLockSchema = {
  $schema: dialect,
  $id: 'urn:muster:stack-lock',
  title: 'Muster stack lock',
  type: 'object',
  additionalProperties: false,
  required: ['lock', 'schemaVersion', 'components'],
  properties: {
    lock: name,
    schemaVersion: { const: 1 },
    components: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'slug', 'version'],
        properties: {
          kind: { enum: ['core', 'plugin', 'must-use', 'drop-in', 'theme', 'server', 'image', 'tool'] },
          slug: name,
          version: text,
          digest: { type: 'string', pattern: '^sha256:[0-9a-f]{64}$', description: 'sha256: and 64 hexadecimal digits' },
          requires: { type: 'array', items: name, description: 'the slugs of the header Requires Plugins' },
        },
      },
      description: 'a list of components',
    },
  },
} as const;
