import { DrillError } from '../model/errors.ts';
import { defineStep } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { runIn } from './run-in.ts';
import { shellWord } from './shell-word.ts';

const folder = '/opt/wp-cli';
/** A phar, WP-CLI's own source with its `vendor`, or a Composer project that holds it. */
const findScript = `for f in ${folder}/*.phar ${folder}/vendor/wp-cli/wp-cli/php/boot-fs.php ${folder}/php/boot-fs.php; do if [ -f "$f" ]; then echo "$f"; exit; fi; done; exit 44`;
const placeScript = `set -e; rm -rf ${folder}.new ${folder}; mkdir -p ${folder}.new; tar -x --no-same-owner -C ${folder}.new; mv -T ${folder}.new ${folder}`;

/**
 * Runs WP-CLI in the web server's account, in the web root, with the argument list of the runbook. It boots the shop with
 * its plugins unless the list says otherwise. WP-CLI is the one of the artifact cache; a new web server gets it again.
 * Its output is counted, never shown: it may hold PHI.
 */
export const wp = defineStep({
  kind: 'wp',
  title: 'Run WP-CLI',
  controls: ['164.308(a)(7)(ii)(B)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['argv'],
    properties: { argv: { type: 'array', minItems: 1, items: { type: 'string' } } },
  },
  example: { argv: ['user', 'session', 'destroy', 'drill-support', '--all'] },
  describe: ({ argv }) => ({ commands: [['wp', ...argv].map(shellWord).join(' ')], fidelity: 'as-documented', reason: '' }),
  async apply({ argv }, context) {
    const entry = (await entryIn(context)) ?? (await placed(context));
    const done = await runIn(context, 'web', ['php', entry, '--path=/var/www/html', '--no-color', ...argv], {
      user: 'www-data',
      timeoutMs: context.step.timeoutSeconds * 1000,
      workingDirectory: '/var/www/html',
      env: { HOME: '/tmp', WP_CLI_CACHE_DIR: '/tmp/wp-cli', WP_CLI_DISABLE_AUTO_CHECK_UPDATE: '1' },
    });
    return { text: `exit 0, ${done.stdout.length} bytes of output`, outputs: { bytes: done.stdout.length } };
  },
});

/** WP-CLI's first file in the web server; null when it is not there. */
async function entryIn({ mirror }: RunContext): Promise<string | null> {
  const { code, stdout } = await mirror.containers.exec('web', ['sh', '-c', findScript]);
  return code === 0 ? stdout.toString('utf8').trim() : null;
}

/** Out of the artifact cache. @throws {DrillError} ARTIFACT_UNAVAILABLE when it is not there, STEP_FAILED when it is no WP-CLI. */
async function placed(context: RunContext): Promise<string> {
  await runIn(context, 'web', ['sh', '-c', placeScript], { user: 'root', stdin: await context.mirror.tool('wp-cli') });
  const entry = await entryIn(context);
  if (entry !== null) return entry;
  throw new DrillError('STEP_FAILED', 'The artifact wp-cli holds neither a phar nor php/boot-fs.php.', {
    hint: 'Add the phar, or the source with its vendor folder: muster artifacts add wp-cli PATH --version V.',
  });
}
