import { defineStep } from '../model/kind.ts';
import { keyPlaces, type KeyName } from '../model/key-places.ts';
import { runIn } from './run-in.ts';
import { shellWord } from './shell-word.ts';

const keyNames = Object.keys(keyPlaces) as readonly KeyName[];

/**
 * Runs an argument list in a service, as the runbook says it. Its output is counted, never shown: it may hold PHI. What it
 * needs of escrow it gets in its environment (`secret-env`), by reference: a value stands in no definition and no argument.
 */
export const exec = defineStep({
  kind: 'exec',
  title: 'Run a command in a service',
  controls: ['164.308(a)(7)(ii)(B)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['service', 'argv'],
    properties: {
      service: { enum: ['web', 'db', 'toolbox', 'cache'] },
      argv: { type: 'array', minItems: 1, items: { type: 'string' } },
      user: { type: 'string', pattern: '^[a-z-]{1,32}$' },
      'secret-env': {
        type: 'object',
        minProperties: 1,
        propertyNames: { pattern: '^[A-Z][A-Z0-9_]{0,63}$' },
        additionalProperties: { enum: keyNames },
      },
    },
  },
  example: { service: 'web', argv: ['chown', '-R', 'www-data:www-data', '/var/www/html/wp-content/uploads'] },
  describe: ({ argv, 'secret-env': secret = {} }) => ({
    commands: [[...Object.entries(secret).map(([name, key]) => `${name}=<${key} from escrow>`), ...argv.map(shellWord)].join(' ')],
    fidelity: 'as-documented',
    reason: '',
  }),
  async apply({ service, argv, user, 'secret-env': secret = {} }, context) {
    const env: Record<string, string> = {};
    for (const [name, key] of Object.entries(secret)) env[name] = (await context.mirror.escrow.take(key)).toString('utf8').trim();
    const done = await runIn(context, service, argv, { timeoutMs: context.step.timeoutSeconds * 1000, env, ...(user === undefined ? {} : { user }) });
    return { text: `exit 0, ${done.stdout.length} bytes of output`, outputs: { bytes: done.stdout.length } };
  },
});
