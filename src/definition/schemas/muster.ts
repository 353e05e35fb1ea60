import { dialect } from './common.ts';

const line = { type: 'string', minLength: 1, maxLength: 500, pattern: '^[^\\p{Cc}]*$', description: 'a text on one line' } as const;
const key = {
  type: 'string',
  pattern: '^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$',
  maxLength: 200,
  description: 'a relative path of letters, digits, dots, hyphens and slashes',
} as const;

/** muster.yaml, beside the folder of reports: where evidence is kept, and how it is sealed. Nothing of it changes what a drill does. */
export const musterSchema = {
  $schema: dialect,
  $id: 'urn:muster:muster',
  title: 'Muster settings',
  type: 'object',
  additionalProperties: false,
  required: ['muster'],
  properties: {
    muster: { const: 1, description: 'the number 1' },
    evidence: {
      type: 'object',
      additionalProperties: false,
      required: ['store', 'at'],
      properties: {
        store: { enum: ['dir', 'git', 's3'], description: 'dir, git or s3' },
        at: { ...line, description: 'a folder, a git repository, or s3://BUCKET/PREFIX' },
        ledger: key,
        branch: { ...key, description: 'a branch of the git repository' },
        endpoint: {
          type: 'string',
          pattern: '^https?://[^@\\s]+$',
          maxLength: 300,
          description: "the address of an S3 server that is not Amazon's, without credentials",
        },
        region: { type: 'string', pattern: '^[a-z0-9-]+$', maxLength: 40, description: 'an S3 region' },
      },
      description: 'a mapping of store, at and ledger',
    },
    seal: {
      type: 'object',
      additionalProperties: false,
      properties: {
        key: { ...line, description: 'a PEM file, agent, or agent:KEY-ID' },
        'prepared-by': line,
        timestamp: { type: 'string', pattern: '^https?://[^@\\s]+$', maxLength: 300, description: 'the address of an RFC 3161 time stamping authority' },
        'anchor-to': { ...line, description: "a file of another custodian, to which the ledger's head is added" },
      },
      description: 'a mapping of key, prepared-by, timestamp and anchor-to',
    },
  },
} as const;
