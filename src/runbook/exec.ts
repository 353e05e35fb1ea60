import { defineStep } from '../model/kind.ts';
import { runIn } from './run-in.ts';

/** Runs an argument list in a service, as the runbook says it. Its output is counted, never shown: it may hold PHI. */
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
    },
  },
  example: { service: 'web', argv: ['chown', '-R', 'www-data:www-data', '/var/www/html/wp-content/uploads'] },
  describe: ({ argv }) => ({ commands: [argv.map(shellWord).join(' ')], fidelity: 'as-documented', reason: '' }),
  async apply({ service, argv, user }, context) {
    const done = await runIn(context, service, argv, { timeoutMs: context.step.timeoutSeconds * 1000, ...(user === undefined ? {} : { user }) });
    return { text: `exit 0, ${done.stdout.length} bytes of output`, outputs: { bytes: done.stdout.length } };
  },
});

/** A word as a person would type it in a shell. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
