import { defineStep } from '../model/kind.ts';
import { commandsToRestore, ownWay, restoreParts } from './restore-files.ts';
import { fromPattern } from './sets.ts';

/**
 * Brings WordPress's core back from a backup set: `wp-admin`, `wp-includes` and the scripts of the web root as a whole, so
 * that a file which was added to them goes away. Leaves wp-config.php alone. Does not say that the core is the vendor's:
 * it is what the set holds.
 */
export const restoreCore = defineStep({
  kind: 'restore-core',
  title: 'Restore WordPress core',
  controls: ['164.308(a)(7)(ii)(B)', '164.312(c)(1)'],
  params: { type: 'object', additionalProperties: false, required: ['from'], properties: { from: { type: 'string', pattern: fromPattern } } },
  example: { from: 'last-clean' },
  describe: ({ from }) => ({ commands: commandsToRestore(from, ['core']), fidelity: 'equivalent', reason: ownWay }),
  apply: async ({ from }, context) => await restoreParts(context, from, ['core']),
});
