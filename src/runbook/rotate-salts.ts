import { DrillError } from '../model/errors.ts';
import { defineStep, noParams } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { saltLines, saltNames } from '../model/salts.ts';
import { openSomeFields } from './open-fields.ts';
import { runIn } from './run-in.ts';

const config = '/var/www/html/wp-config.php';
const kept = '/run/muster/wp-config.before-rotation';

/** Keeps a copy on the tmpfs, then gives each of the eight lines a new random value; ends with 4 when one was not there. */
const rotateScript = `set -e; umask 077; cp -p "$1" "$2"; cp -p "$1" "$1.new"
for name in $3; do
  grep -Eq "^define\\([[:space:]]*'$name'" "$1.new" || { rm -f "$1.new"; exit 4; }
  value=$(head -c 48 /dev/urandom | base64 -w0 | tr '/' '_')
  sed -i "s/^define([[:space:]]*'$name'.*/define( '$name', '$value' );/" "$1.new"
done
mv -T "$1.new" "$1"`;

/**
 * Gives WordPress new keys and salts: every log-in cookie, nonce and cart token from before is dead. Plugins may have
 * made their encryption key out of the salts, so a sample of the encrypted fields must open before, and after: when it
 * does not, the old salts are put back and the step fails. The new ones go into escrow in the place of the old. WooCommerce's old cookies with the mark $generic$ know no
 * salt and outlive it: only `purge-sessions` ends them. Not for a shop whose fields the PHI map does not name.
 */
export const rotateSalts = defineStep({
  kind: 'rotate-salts',
  title: 'Give WordPress new keys and salts',
  controls: ['164.312(a)(2)(iv)', '164.312(d)'],
  params: noParams,
  example: {},
  describe: (_params, site) => ({
    commands: [
      'wp eval <open a sample of the encrypted fields>',
      'wp config shuffle-salts',
      'wp eval <open the same sample again>',
      `hand the new salts to ${site.escrow.custodian}`,
    ],
    fidelity: 'equivalent',
    reason: 'Muster wrote the lines of wp-config.php itself instead of WP-CLI',
  }),
  async apply(_params, context) {
    const before = await openSomeFields(context);
    if (before.failed > 0) throw refused(before, 'already before the rotation: bring the keys back first');
    await rotate(context);
    const after = await openSomeFields(context);
    if (after.failed > 0) {
      await runIn(context, 'web', ['mv', '-T', kept, config], { user: 'root' });
      throw refused(after, 'under new salts: a plugin makes its key out of them. The old salts are back');
    }
    await runIn(context, 'web', ['rm', '-f', kept], { user: 'root' });
    const { stdout } = await runIn(context, 'web', ['grep', '-E', saltLines, config], { user: 'root' });
    await context.mirror.escrow.put('salts', stdout);
    return { text: `new keys and salts; ${after.tried} encrypted values open before and after`, outputs: { opened: after.tried } };
  },
});

async function rotate(context: RunContext): Promise<void> {
  const argv = ['sh', '-c', rotateScript, 'sh', config, kept, saltNames.join(' ')];
  const { code } = await context.mirror.containers.exec('web', argv, { user: 'root' });
  if (code === 4)
    throw new DrillError('STEP_FAILED', 'wp-config.php does not define all eight keys and salts, a line each.', {
      hint: 'Whoever computes them elsewhere rotates them there.',
    });
  if (code !== 0) throw new DrillError('STEP_FAILED', `wp-config.php could not be written: sh in web ended with exit ${code}.`);
}

function refused({ tried, failed }: { readonly tried: number; readonly failed: number }, when: string): DrillError {
  return new DrillError('STEP_FAILED', `${failed} of ${tried} encrypted values do not open ${when}.`, {
    hint: 'Decrypt with the old salts from escrow and encrypt anew, or end the sessions without new salts: `purge-sessions`.',
  });
}
