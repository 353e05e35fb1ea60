import { defineStep } from '../model/kind.ts';
import type { WebRootPart } from '../model/web-root.ts';
import { commandsToRestore, ownWay, restoreParts } from './restore-files.ts';
import { fromPattern } from './sets.ts';

const all = ['plugins', 'must-use', 'drop-ins', 'themes'] as const satisfies readonly WebRootPart[];

/**
 * Brings back what the shop added to WordPress from a backup set: plugins, must-use plugins, drop-ins and themes with
 * their translations, or those of them that `what` names, each as a whole. Activates nothing. A part that the set does not
 * hold is told in the outputs and left as it stands.
 */
export const restorePlugins = defineStep({
  kind: 'restore-plugins',
  title: 'Restore plugins, must-use plugins and drop-ins',
  controls: ['164.308(a)(7)(ii)(B)', '164.308(a)(7)(ii)(E)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['from'],
    properties: { from: { type: 'string', pattern: fromPattern }, what: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: all } } },
  },
  example: { from: 'last-clean', what: ['plugins', 'must-use', 'drop-ins'] },
  describe: ({ from, what = all }) => ({ commands: commandsToRestore(from, what), fidelity: 'equivalent', reason: ownWay }),
  apply: async ({ from, what = all }, context) => await restoreParts(context, from, what),
});
