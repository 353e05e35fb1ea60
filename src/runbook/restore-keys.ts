import { DrillError } from '../model/errors.ts';
import { defineStep } from '../model/kind.ts';
import { keyPlaces, type KeyName } from '../model/key-places.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { saltLines } from '../model/salts.ts';
import { runIn } from './run-in.ts';

/** Takes keys out of escrow and puts them where the restore and the shop need them. A key never touches argv or a log. */
export const restoreKeys = defineStep({
  kind: 'restore-keys',
  title: 'Take keys out of escrow',
  controls: ['164.312(a)(2)(iv)', '164.308(a)(7)(ii)(B)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['keys'],
    properties: {
      keys: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: ['backup-identity', 'gpg-key', 'passphrase', 'updraft-phrase', 'phi-key', 'salts'] },
      },
    },
  },
  example: { keys: ['backup-identity', 'phi-key'] },
  describe: ({ keys }, site) => ({
    commands: keys.map((key) =>
      key === 'salts'
        ? `put the eight lines of keys and salts from ${site.escrow.custodian} into ${keyPlaces.salts.file}, in the place of any others`
        : `install -m 440 -o root -g ${keyPlaces[key].owner.replace('root:', '')} <${key} from ${site.escrow.custodian}> ${keyPlaces[key].file}`,
    ),
    fidelity: 'equivalent',
    reason: "the keys came from the drill's escrow volume, not from the custodian's hands",
  }),
  async apply({ keys }, context) {
    for (const key of keys) await place(context, key);
    return { text: `${keys.length} keys in place`, outputs: { keys } };
  },
});

/** Written beside and moved over: nobody reads half a key, and a link in its place is replaced, not followed. */
const placeScript = 'set -e; umask 337; mkdir -p "$(dirname "$1")"; rm -f "$1.new"; cat > "$1.new"; chown -h "$2" "$1.new"; mv -T "$1.new" "$1"';

/** Lines that define a key or salt go, those from escrow stand right after the first line; nothing else of the file changes. */
const saltsScript = `set -e; umask 027
{ head -n 1 "$1"; cat; tail -n +2 "$1" | grep -vE "$3"; } > "$1.new"
chown -h "$2" "$1.new"; mv -T "$1.new" "$1"`;

async function place(context: RunContext, key: KeyName): Promise<void> {
  const value = await context.mirror.escrow.take(key);
  if (value.length === 0) throw new DrillError('STEP_FAILED', `Escrow holds no ${key}.`);
  const { service, file, owner } = keyPlaces[key];
  const argv = key === 'salts' ? ['sh', '-c', saltsScript, 'sh', file, owner, saltLines] : ['sh', '-c', placeScript, 'sh', file, owner];
  await runIn(context, service, argv, { stdin: value, user: 'root' });
}
