import { dialect, duration, name } from './common.ts';

/** The keys of a `yaml step` block beside the kind itself, which is added from the catalog. */
export const stepSchema = {
  $schema: dialect,
  $id: 'urn:muster:step',
  title: 'Muster step',
  type: 'object',
  additionalProperties: false,
  properties: {
    id: name,
    who: name,
    timeout: duration,
    planned: duration,
    retry: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        attempts: { type: 'integer', minimum: 1, maximum: 10, description: 'a whole number from 1 to 10' },
        within: duration,
        delay: duration,
      },
      description: 'a mapping of attempts or within, and delay',
    },
    when: {
      type: 'string',
      pattern: '^\\$\\{steps\\.[a-z0-9-]+\\.outputs\\.[A-Za-z0-9_]+\\}$',
      description: 'an output of an earlier step: ${steps.ID.outputs.NAME}',
    },
    needs: { type: 'array', items: name, uniqueItems: true, description: 'a list of ids of earlier steps' },
    'on-failure': { enum: ['stop', 'continue'] },
  },
} as const;
